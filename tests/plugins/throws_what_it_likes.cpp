// A stage over rawi_stage.hpp that throws what its document says.
#include "rawi_stage.hpp"

class Throws {
 public:
  static rawi::Contract contract() {
    return rawi::Contract().reads("tokens", RAWI_TOKEN_ROWS).may_read("mentions", RAWI_MENTION_ROWS).gives("org.example.throws");
  }
  static const char *options() {
    return R"({"type": "object", "additionalProperties": false, "properties": {
      "words": {"type": "array", "items": {"type": "string"}}}})";
  }
  explicit Throws(const rawi::Options &options) : words_(options.texts("words")) {
    if (words_.empty()) throw std::runtime_error("name `words`");
  }
  void process(const rawi::Document &doc, rawi::Output &out) const {
    for (const rawi_token &token : doc.rows<rawi_token>(0)) {
      const std::string word = doc.text(token.start, token.end);
      if (word == "drop") throw rawi::Drop("told to");
      if (word == "input") throw rawi::InputError("cannot be read", token.start, token.end);
      if (word == "bug") throw std::runtime_error("broken");
      if (word == "number") throw 7;
      if (word == "warn") {
        doc.warn("an odd word", token.start, token.end);
        doc.log(RAWI_LOG_INFO, "warned");
      }
      if (word == "open") out.add(token.start, token.end).open('{');
      for (const std::string &known : words_) {
        if (word != known) continue;
        out.add(token.start, token.end).open('{').key("word").put(word).key("half").put(0.5).key("mentions").put(doc.has(1)).close('}');
      }
    }
  }

 private:
  std::vector<std::string> words_;
};

RAWI_PLUGIN("throws", "1.0", Throws, "org.example.throws", "1.0", "throws what it likes")
