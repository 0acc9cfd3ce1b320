CXX ?= c++
CXXFLAGS ?= -O2 -Wall -Wextra -pedantic
RAWI ?= rawi

# The C++ library goes into the plugin: it must bring along what it needs.
CRATE_NAME.so: CRATE_NAME.cpp rawi_stage.hpp rawi_stage.h rawi_json.h
	$(CXX) -std=c++11 $(CXXFLAGS) -fPIC -fvisibility=hidden -shared -static-libstdc++ -static-libgcc -o $@ CRATE_NAME.cpp -lm

test: CRATE_NAME.so
	$(RAWI) test pipeline.toml
	$(RAWI) plugin check CRATE_NAME.so

.PHONY: test
