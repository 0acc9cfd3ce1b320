// A stage to change into yours: marks years written in digits. It reads the layer `tokens` and gives a layer of its own.
//
//   make        builds the plugin
//   make test   runs the tests of pipeline.toml, and the checks that every plugin must pass
//
// rawi_stage.hpp says what a stage is; what it throws becomes the document's error.
#include "rawi_stage.hpp"

class Years {
 public:
  // What it reads, and what it gives with its fields: with these its values are checked, and a table has a column for each.
  static rawi::Contract contract() {
    return rawi::Contract().reads("tokens", RAWI_TOKEN_ROWS).gives(
      "STAGE_NAME", R"({"overlap": false, "fields": [{"name": "value", "kind": "integer", "doc": "The year."}]})"
    );
  }

  // Its options. rawi checks them by this before the stage is made.
  static const char *options() {
    return R"({"type": "object", "additionalProperties": false, "properties": {
      "from": {"type": "integer", "default": 1900, "description": "The first year that is marked."},
      "to": {"type": "integer", "default": 2100, "description": "The last."}}})";
  }

  explicit Years(const rawi::Options &options) : from_(options.integer("from", 1900)), to_(options.integer("to", 2100)) {
    if (from_ > to_) throw std::runtime_error("`from` is later than `to`; exchange them");
  }

  // Many threads call it at once.
  void process(const rawi::Document &doc, rawi::Output &out) const {
    for (const rawi_token &token : doc.rows<rawi_token>(0)) {
      if (token.kind != RAWI_NUMBER || token.end - token.start != 4) continue;
      int64_t year = 0;
      for (uint32_t at = token.start; at < token.end && year >= 0; at++) {
        const uint8_t digit = static_cast<uint8_t>(doc.source().ptr[at] - '0');
        year = digit > 9 ? -1 : year * 10 + digit;
      }
      if (year < from_ || year > to_) continue;
      out.add(token.start, token.end).open('{').key("value").put(year).close('}');
    }
  }

 private:
  int64_t from_, to_;
};

RAWI_PLUGIN("CRATE_NAME", "0.1.0", Years, "STAGE_NAME", "0.1.0", "marks years written in digits")
