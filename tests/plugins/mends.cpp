// A plugin that refines metadata: it puts a mark behind the `topic` that stands there.
#include "rawi_stage.hpp"

class Mends {
 public:
  static const char *options() { return "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}"; }
  static rawi::Contract contract() { return rawi::Contract().sets("topic", RAWI_REFINES); }
  explicit Mends(const rawi::Options &) {}
  void process(const rawi::Document &doc, rawi::Output &out) const { out.set(doc.meta("topic") + "+", 0); }
};
RAWI_PLUGIN("mends", "0.1.0", Mends, "mends", "0.1.0", "refines metadata")
