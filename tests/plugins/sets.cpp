// A plugin that sets metadata: `topic` to what the text begins with, `outlet` to nothing, and says that nothing is known of `url`.
#include "rawi_stage.hpp"

class Sets {
 public:
  static const char *options() { return "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}"; }
  static rawi::Contract contract() { return rawi::Contract().sets("topic").gives("first").sets("outlet").sets("url"); }
  explicit Sets(const rawi::Options &) {}
  void process(const rawi::Document &doc, rawi::Output &out) const {
    if (doc.source().len < 2) return;
    out.add(0, 2, 1).put(true);
    out.set(doc.text(0, 2), 0);
    out.set("", 3);
    if (doc.meta("fault") == "twice") out.set("again", 0);
    if (doc.meta("fault") == "utf8") out.set("\xff", 2);
  }
};
RAWI_PLUGIN("sets", "0.1.0", Sets, "sets", "0.1.0", "sets metadata")
