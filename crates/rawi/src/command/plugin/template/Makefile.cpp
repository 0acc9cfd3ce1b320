CXX ?= c++
CXXFLAGS ?= -O2 -Wall -Wextra -pedantic
# make test RAWI=path/to/rawi, where it is not among the programs
RAWI ?= rawi

# The C++ library goes into the plugin: it must bring along what it needs.
CRATE_NAME.so: CRATE_NAME.cpp rawi_stage.hpp rawi_stage.h rawi_json.h
	$(CXX) -std=c++11 $(CXXFLAGS) -fPIC -fvisibility=hidden -shared -static-libstdc++ -static-libgcc -o $@ CRATE_NAME.cpp -lm

test: CRATE_NAME.so
	@command -v $(RAWI) > /dev/null || { echo "no program $(RAWI): make test RAWI=path/to/rawi" >&2; exit 1; }
	$(RAWI) test pipeline.toml
	$(RAWI) plugin check CRATE_NAME.so

.PHONY: test
