// rawi_stage.hpp: stages of rawi in C++11, over rawi_stage.h. A stage is a class; what it throws is the document's error.
//
//   class Years {
//    public:
//     static const char *options() { return "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}"; }
//     static rawi::Contract contract() {
//       return rawi::Contract().reads("tokens", RAWI_TOKEN_ROWS).gives("org.example.years", "{\"fields\": [...]}");
//     }
//     explicit Years(const rawi::Options &options);                          // throws to refuse its options
//     void process(const rawi::Document &doc, rawi::Output &out) const;      // many threads call it at once
//   };
//   RAWI_PLUGIN("years", "0.1.0", Years, "org.example.years", "0.1.0", "marks years")
//
// What `process` throws: rawi::Drop takes the document out of the run; rawi::InputError is the document's fault, and may say where;
// anything else is a bug of the stage. Nothing of it leaves the plugin.
#ifndef RAWI_STAGE_HPP
#define RAWI_STAGE_HPP
#include "rawi_json.h"
#include "rawi_stage.h"

#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rawi {

inline rawi_bytes bytes(const std::string &text) {
  rawi_bytes all;
  all.ptr = reinterpret_cast<const uint8_t *>(text.data());
  all.len = text.size();
  return all;
}

inline rawi_bytes bytes(const char *text) {
  rawi_bytes all;
  all.ptr = reinterpret_cast<const uint8_t *>(text);
  all.len = std::strlen(text);
  return all;
}

inline std::string string(rawi_bytes text) {
  return text.len == 0 ? std::string() : std::string(reinterpret_cast<const char *>(text.ptr), text.len);
}

// The document leaves the run.
class Drop : public std::runtime_error {
 public:
  explicit Drop(const std::string &reason) : std::runtime_error(reason) {}
};

// The document cannot be read by this stage; another may be fine.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string &why, uint32_t start = 0, uint32_t end = 0) : std::runtime_error(why) {
    at.start = start;
    at.end = end;
  }
  rawi_range at;
};

// What a stage reads and gives, in this order.
class Contract {
 public:
  // A layer (or the view `name`, with RAWI_RUN_ROWS) as rows of `format`, one of RAWI_*_ROWS.
  Contract &reads(const char *name, const char *format, uint32_t flags = 0) {
    inputs_.push_back(port(name, format, flags));
    return *this;
  }
  // The same if it is there; without it the rows are none and `has` says so.
  Contract &may_read(const char *name, const char *format) { return reads(name, format, RAWI_OPTIONAL); }
  // A layer of values in JSON, with its schema.
  Contract &gives(const char *name, const char *schema = "") {
    outputs_.push_back(port(name, RAWI_JSON_ROWS, 0));
    schemas_.push_back(bytes(schema));
    return *this;
  }
  // Metadata that the stage sets, `topic`; a rawi before 1.3 refuses such a stage. With RAWI_REFINES it may stand behind another stage
  // that sets it.
  Contract &sets(const char *name, uint32_t flags = 0) {
    outputs_.push_back(port(name, "", flags));
    outputs_.back().kind = RAWI_META;
    schemas_.push_back(rawi_json_none());
    return *this;
  }
  const std::vector<rawi_port> &inputs() const { return inputs_; }
  const std::vector<rawi_port> &outputs() const { return outputs_; }
  const std::vector<rawi_bytes> &schemas() const { return schemas_; }

 private:
  static rawi_port port(const char *name, const char *format, uint32_t flags) {
    rawi_port one;
    one.name = bytes(name);
    one.format = bytes(format);
    one.kind = std::strcmp(format, RAWI_RUN_ROWS) == 0 ? RAWI_VIEW : RAWI_LAYER;
    one.flags = flags;
    return one;
  }
  std::vector<rawi_port> inputs_, outputs_;
  std::vector<rawi_bytes> schemas_;
};

// The options of a stage, and the files that they name.
class Options {
 public:
  explicit Options(rawi_setup *setup) : setup_(setup) {}
  rawi_bytes value(const char *key) const { return rawi_json_get(setup_->config, key); }
  int64_t integer(const char *key, int64_t otherwise) const {
    rawi_json_int(value(key), &otherwise);
    return otherwise;
  }
  double number(const char *key, double otherwise) const {
    rawi_json_number(value(key), &otherwise);
    return otherwise;
  }
  bool boolean(const char *key, bool otherwise) const {
    int yes = otherwise;
    rawi_json_bool(value(key), &yes);
    return yes != 0;
  }
  std::string text(const char *key, const std::string &otherwise = std::string()) const {
    return said(value(key), otherwise);
  }
  std::vector<std::string> texts(const char *key) const {
    std::vector<std::string> all;
    rawi_bytes rest = value(key), item;
    while (rawi_json_next(&rest, NULL, &item)) all.push_back(said(item, std::string()));
    return all;
  }
  // The content of a file that an option names.
  std::string file(const std::string &name) const {
    rawi_bytes content = rawi_json_none();
    const rawi_status status = setup_->host->asset(setup_, bytes(name), &content);
    if (status != RAWI_OK) throw std::runtime_error(string(content));
    return string(content);
  }
  // Tells the user of what is most likely a mistake.
  void warn(const std::string &message) const { setup_->host->warn(setup_, bytes(message)); }
  // Tells the person who runs rawi what the stage does: RAWI_LOG_*.
  void log(uint32_t level, const std::string &message) const { rawi_log(setup_->host, level, bytes(message)); }

 private:
  static std::string said(rawi_bytes value, const std::string &otherwise) {
    const size_t len = rawi_json_string(value, NULL, 0);
    if (len == SIZE_MAX) return otherwise;
    std::string text(len, '\0');
    if (len > 0) rawi_json_string(value, &text[0], len);
    return text;
  }
  rawi_setup *setup_;
};

// Rows of an input.
template <class Row>
class Rows {
 public:
  explicit Rows(const rawi_data &data) : data_(data) {}
  const Row *begin() const { return static_cast<const Row *>(data_.rows); }
  const Row *end() const { return begin() + size(); }
  const Row &operator[](size_t i) const { return begin()[i]; }
  size_t size() const { return data_.count; }
  // A string that a row points to, empty where there is none.
  std::string text(rawi_text at) const {
    if (at.offset == RAWI_NO_TEXT) return std::string();
    rawi_bytes piece;
    piece.ptr = data_.heap.ptr + at.offset;
    piece.len = at.len;
    return string(piece);
  }

 private:
  const rawi_data &data_;
};

// A document; what it lends ends with the call.
class Document {
 public:
  explicit Document(rawi_call *call) : call_(call) {}
  std::string id() const { return string(call_->id); }
  rawi_bytes source() const { return call_->source; }
  std::string text(uint32_t start, uint32_t end) const {
    rawi_bytes piece;
    piece.ptr = call_->source.ptr + start;
    piece.len = end - start;
    return string(piece);
  }
  // `published`, `title` and so on; empty where there is none.
  std::string meta(const char *name) const {
    for (uint32_t i = 0; i < call_->n_meta; i++) {
      if (string(call_->meta[i].name) == name) return string(call_->meta[i].value);
    }
    return std::string();
  }
  bool has(size_t input) const { return call_->inputs[input].present != 0; }
  // Tells whoever reads the result something about the document, without failing it.
  void warn(const std::string &message, uint32_t start = 0, uint32_t end = 0) const {
    rawi_warn_at(call_, start, end, bytes(message));
  }
  // Tells the person who runs rawi what the stage does: RAWI_LOG_*.
  void log(uint32_t level, const std::string &message) const { rawi_log(call_->host, level, bytes(message)); }
  // Input number `input` of the contract; Row is the struct of its format.
  template <class Row>
  Rows<Row> rows(size_t input) const { return Rows<Row>(call_->inputs[input]); }

 private:
  rawi_call *call_;
};

// Writes a value; freed by itself.
class Json {
 public:
  Json() : text_() {}
  ~Json() { rawi_json_free(&text_); }
  Json &open(char bracket) { rawi_json_open(&text_, bracket); return *this; }
  Json &close(char bracket) { rawi_json_close(&text_, bracket); return *this; }
  Json &key(const char *name) { rawi_json_key(&text_, name); return *this; }
  Json &put(const std::string &text) { rawi_json_put_text(&text_, bytes(text)); return *this; }
  Json &put(const char *text) { rawi_json_put_string(&text_, text); return *this; }
  Json &put(int64_t number) { rawi_json_put_int(&text_, number); return *this; }
  Json &put(int number) { rawi_json_put_int(&text_, number); return *this; }
  Json &put(double number) { rawi_json_put_number(&text_, number); return *this; }
  Json &put(bool yes) { rawi_json_put_bool(&text_, yes); return *this; }
  Json &range(uint32_t start, uint32_t end) { rawi_json_put_range(&text_, start, end); return *this; }
  const rawi_json_text &written() const { return text_; }

 private:
  Json(const Json &);
  Json &operator=(const Json &);
  rawi_json_text text_;
};

// What a stage gives.
class Output {
 public:
  explicit Output(size_t outputs) : layers_(outputs), meta_() {}
  // An annotation of output number `output`; write its value into what comes back, before the next is added.
  Json &add(uint32_t start, uint32_t end, size_t output = 0) {
    Layer &layer = layers_.at(output);
    layer.finish();
    rawi_json row;
    row.start = start;
    row.end = end;
    row.value.offset = static_cast<uint32_t>(layer.values.written().len);
    row.value.len = 0;
    layer.rows.push_back(row);
    return layer.values;
  }
  // Sets metadata, output number `output`; an empty value says that nothing is known.
  void set(const std::string &value, size_t output = 0) { meta_.push_back(std::make_pair(output, value)); }
  // Hands all over.
  rawi_status emit(rawi_call *call) {
    for (size_t i = 0; i < meta_.size(); i++) {
      rawi_data data;
      std::memset(&data, 0, sizeof data);
      data.heap = bytes(meta_[i].second);
      data.present = 1;
      const rawi_status status = call->host->emit(call, static_cast<uint32_t>(meta_[i].first), &data);
      if (status != RAWI_OK) return status;
    }
    for (size_t i = 0; i < layers_.size(); i++) {
      Layer &layer = layers_[i];
      if (layer.rows.empty()) continue; // a layer that is not given is empty
      layer.finish();
      const rawi_json_text &values = layer.values.written();
      if (values.failed) throw std::runtime_error("a value is no JSON: a number that is not finite, or brackets that do not match");
      rawi_data data;
      std::memset(&data, 0, sizeof data);
      data.rows = layer.rows.data();
      data.count = layer.rows.size();
      data.row_size = sizeof(rawi_json);
      data.heap.ptr = values.ptr;
      data.heap.len = values.len;
      data.present = 1;
      const rawi_status status = call->host->emit(call, static_cast<uint32_t>(i), &data);
      if (status != RAWI_OK) return status;
    }
    return RAWI_OK;
  }

 private:
  struct Layer {
    std::vector<rawi_json> rows;
    Json values;
    void finish() {
      const size_t len = values.written().len;
      if (!rows.empty()) rows.back().value.len = static_cast<uint32_t>(len - rows.back().value.offset);
    }
  };
  std::vector<Layer> layers_;
  std::vector<std::pair<size_t, std::string> > meta_;
};

// The table of a stage of class S.
template <class S>
struct Glue {
  static rawi_bytes schema() { return bytes(S::options()); }

  static rawi_status create(rawi_setup *setup, void **stage) noexcept {
    try {
      *stage = new S(Options(setup));
      return RAWI_OK;
    } catch (const std::exception &error) {
      return setup->host->refuse(setup, bytes(error.what()));
    } catch (...) {
      return setup->host->refuse(setup, bytes("it threw what is no std::exception"));
    }
  }

  static const rawi_ports *ports(void *) {
    static const Contract contract = S::contract();
    static const rawi_ports all = {
      sizeof(rawi_ports), static_cast<uint32_t>(contract.inputs().size()), static_cast<uint32_t>(contract.outputs().size()), 0,
      contract.inputs().data(), contract.outputs().data(), NULL, contract.schemas().data()
    };
    return &all;
  }

  static rawi_status process(void *stage, rawi_call *call) noexcept {
    rawi_range nowhere = { 0, 0 };
    try {
      Output out(ports(NULL)->n_outputs);
      static_cast<const S *>(stage)->process(Document(call), out);
      return out.emit(call);
    } catch (const Drop &drop) {
      return call->host->drop(call, bytes(drop.what()));
    } catch (const InputError &error) {
      return call->host->fail(call, RAWI_BLAME_INPUT, error.at, bytes(error.what()));
    } catch (const std::exception &error) {
      return call->host->fail(call, RAWI_BLAME_BUG, nowhere, bytes(error.what()));
    } catch (...) {
      return call->host->fail(call, RAWI_BLAME_BUG, nowhere, bytes("it threw what is no std::exception"));
    }
  }

  static void destroy(void *stage) noexcept { delete static_cast<S *>(stage); }
};

}  // namespace rawi

#define RAWI_TEXT(s) { reinterpret_cast<const uint8_t *>(s), sizeof(s) - 1 }
// The plugin with its name and version, and its stage with name, version and summary: all string literals.
#define RAWI_PLUGIN(plugin, plugin_version, Stage, stage_name, stage_version, stage_summary)                                    \
  static const rawi_stage rawi_the_stage = {                                                                                    \
    sizeof(rawi_stage), 0, RAWI_TEXT(stage_name), RAWI_TEXT(stage_version), RAWI_TEXT(stage_summary), { NULL, 0 },              \
    rawi::Glue<Stage>::schema, rawi::Glue<Stage>::create, rawi::Glue<Stage>::ports, rawi::Glue<Stage>::process,                 \
    rawi::Glue<Stage>::destroy                                                                                                  \
  };                                                                                                                            \
  static const rawi_stage *const rawi_the_stages[] = { &rawi_the_stage };                                                       \
  extern "C" RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {                                                                   \
    RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1, RAWI_TEXT(plugin),                         \
    RAWI_TEXT(plugin_version), RAWI_TEXT("a C++ compiler"), rawi_the_stages                                                     \
  };

#endif
