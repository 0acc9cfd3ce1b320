/* rawi_stage.h: stages of rawi as plugins, ABI 1.4. C99 or C++11, no dependencies.
 *
 * A plugin is a shared library that exports one constant, rawi_plugin_v1. Rules that hold as long as the major is 1:
 *  1. rawi_bytes, rawi_range, rawi_text, rawi_pair, rawi_data, rawi_port and the rows never change: they are passed in arrays.
 *  2. Every other struct starts with its size (rawi_plugin after its magic), only grows at its end, and is passed by pointer.
 *     Read a field only if RAWI_HAS says it is there.
 *  3. No memory changes hands. What you get is borrowed until create() or process() returns; what you give is copied
 *     before the host's function returns. Strings that stand in rawi_plugin and rawi_stage live as long as the program.
 *  4. Nothing may unwind across: no C++ exception, no Rust panic, no longjmp.
 *  5. Strings are UTF-8 with a length, without a zero at the end; ptr may be anything where len is 0.
 *  6. Offsets are bytes of the source text; a range is half open, covers at least one character and cuts none.        */
#ifndef RAWI_STAGE_H
#define RAWI_STAGE_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define RAWI_MAGIC UINT64_C(0x314754535F495752) /* "RWI_STG1" */
#define RAWI_ABI_MAJOR 1
/* The least minor that the plugin needs: what 1.1 and 1.2 add, an older host passes over. With outputs of RAWI_META write 3
 * in its place in rawi_plugin. */
#define RAWI_ABI_MINOR 0
#define RAWI_HAS(p, type, field) ((p)->struct_size >= offsetof(type, field) + sizeof((p)->field))
#if defined(_WIN32)
#define RAWI_EXPORT __declspec(dllexport)
#else
#define RAWI_EXPORT __attribute__((visibility("default")))
#endif

typedef int32_t rawi_status;
#define RAWI_OK 0
#define RAWI_DROP 1           /* process(): the document leaves the run; host->drop told why                 */
#define RAWI_E_FAILED (-1)    /* create(), process(): failed; host->refuse or host->fail told why            */
#define RAWI_E_RANGE (-10)    /* the host refused: a range is empty or ends past the text                    */
#define RAWI_E_BOUNDARY (-11) /* ... cuts a character                                                        */
#define RAWI_E_UTF8 (-12)     /* ... text is not UTF-8                                                       */
#define RAWI_E_OUTPUT (-13)   /* ... no such output, given twice, or rows of another size                    */
#define RAWI_E_LIMIT (-14)    /* ... over 1 GiB in one call                                                  */
#define RAWI_E_CALL (-15)     /* ... the call is over, or is another thread's                                */
#define RAWI_E_VALUE (-16)    /* ... a value that its type does not have, or a null or unaligned pointer     */

typedef struct { const uint8_t *ptr; size_t len; } rawi_bytes;
typedef struct { uint32_t start, end; } rawi_range;
typedef struct { uint32_t offset, len; } rawi_text; /* a string in the heap beside the rows              */
#define RAWI_NO_TEXT UINT32_MAX                     /* as offset: there is none                             */
typedef struct { rawi_bytes name, value; } rawi_pair;

/* The content of a view, a layer or metadata. A view: its text in heap, its runs in rows. Metadata: its value in heap.
 * A layer: its rows, in order of start and then the longest first (outputs in any order), and their strings in heap. */
typedef struct {
  const void *rows;
  size_t count; /* of rows */
  rawi_bytes heap;
  uint32_t row_size;
  uint32_t present; /* 0: an optional input that is not there */
} rawi_data;

/* What a stage reads or gives. */
typedef struct {
  rawi_bytes name;   /* "tokens", "org.example.weapons" */
  rawi_bytes format; /* the rows, one of RAWI_*_ROWS    */
  uint32_t kind;     /* RAWI_VIEW, RAWI_LAYER, RAWI_META */
  uint32_t flags;    /* RAWI_OPTIONAL, RAWI_REFINES     */
} rawi_port;
#define RAWI_VIEW 1
#define RAWI_LAYER 2
#define RAWI_META 3 /* 1.3: an output only, without a format: metadata that the stage sets, "topic" (rawi_call has all) */
#define RAWI_OPTIONAL 1u
/* 1.4: of an output of RAWI_META: the stage reads it as it stands, and may stand behind another that sets it. (A layer or a view that
 * is read and given anew is an input and an output.) A rawi before 1.4 takes it for one that is only set. */
#define RAWI_REFINES 2u

/* Rows. A format never changes; a layer that learns more gets a new one. */
#define RAWI_RUN_ROWS "source:u32,view:u32,source_len:u32,view_len:u32"
typedef struct { uint32_t source, view, source_len, view_len; } rawi_run;

#define RAWI_SENTENCE_ROWS "start:u32,end:u32,sentence:u32"
enum { RAWI_HEADLINE = 0, RAWI_DECK = 1, RAWI_CROSSHEAD = 2, RAWI_BODY = 3, RAWI_BYLINE = 4, RAWI_DATELINE = 5, RAWI_TAG_LINE = 6 };
typedef struct { uint32_t start, end, kind; } rawi_sentence;

#define RAWI_TOKEN_ROWS "start:u32,end:u32,token:u32,clitics:u8[4],enclitics:u8[4]"
enum {
  RAWI_WORD = 0, RAWI_NUMBER = 1, RAWI_PUNCTUATION = 2, RAWI_LATIN = 3, RAWI_URL = 4, RAWI_TAG = 5, RAWI_EMOJI = 6,
  RAWI_OTHER = 7, RAWI_SYMBOL = 8
};
typedef struct {
  uint32_t start, end, kind;
  uint8_t clitics[4];   /* where each proclitic ends, from the token's start, ascending; 0 for none    */
  uint8_t enclitics[4]; /* where each pronoun begins, back from the token's end, descending; 0 for none */
} rawi_token;

#define RAWI_MENTION_ROWS "start:u32,end:u32,label:text,entity:text?,name:text?,by:text,confidence:f32"
typedef struct { uint32_t start, end; rawi_text label, entity, name, by; float confidence; } rawi_mention;

#define RAWI_NUMBER_ROWS                                                                                                        \
  "value:f64?,min:f64?,max:f64?,start:u32,end:u32,label:text,unit:text?,iso:text?,unit_start:u32,unit_end:u32,form:u32,zero:u32"
enum { RAWI_DIGITS = 0, RAWI_WORDS = 1, RAWI_MIXED = 2, RAWI_DUAL = 3 };
typedef struct {
  double value, min, max; /* NaN where there is none */
  uint32_t start, end;
  rawi_text label, unit, iso;
  uint32_t unit_start, unit_end; /* meaningless without a unit */
  uint32_t form, zero;
} rawi_number;

#define RAWI_DATE_ROWS "start:u32,end:u32,label:text,value:text?,granularity:text,calendar:text,anchor:text?,note:text?"
typedef struct { uint32_t start, end; rawi_text label, value, granularity, calendar, anchor, note; } rawi_date;

#define RAWI_SUMMARY_ROWS "start:u32,end:u32,rank:u32,score:f32"
typedef struct { uint32_t start, end, rank; float score; } rawi_summary;

/* Any other layer: the value of each annotation is JSON in the heap. */
#define RAWI_JSON_ROWS "start:u32,end:u32,value:json"
typedef struct { uint32_t start, end; rawi_text value; } rawi_json;

/* The sizes by your compiler: a header that was edited, or is compiled for another machine, is refused. */
#define RAWI_LAYOUT                                                                                                             \
  ((uint32_t)(sizeof(rawi_port) | sizeof(rawi_data) << 8 | sizeof(rawi_number) << 16 | sizeof(void *) << 24))

typedef struct rawi_host rawi_host;

/* One create(). */
typedef struct rawi_setup {
  uint32_t struct_size, zero;
  const rawi_host *host;
  rawi_bytes config; /* the stage's options, a JSON object */
  /* 1.2: the last of RAWI_LOG_* that anybody hears; 0 for none. */
  uint32_t log_level, zero_too;
} rawi_setup;

/* One process(). It belongs to its thread, and is over when process() returns. */
typedef struct rawi_call {
  uint32_t struct_size, n_meta;
  const rawi_host *host;
  rawi_bytes id, source;   /* of the document */
  const rawi_data *inputs; /* in the order of rawi_ports */
  const rawi_pair *meta;   /* "published", "title" ...   */
} rawi_call;

struct rawi_host {
  uint32_t struct_size;
  uint16_t abi_major, abi_minor;
  rawi_bytes version;
  /* The bytes of a file that an option names; on failure the bytes are a message. */
  rawi_status (*asset)(rawi_setup *, rawi_bytes name, rawi_bytes *bytes);
  /* Says why create() fails; returns RAWI_E_FAILED. */
  rawi_status (*refuse)(rawi_setup *, rawi_bytes message);
  /* Gives an output, once. A layer that is not given is empty; a view must be given. Metadata that is not given
   * stays as it is; an empty value says that nothing is known. */
  rawi_status (*emit)(rawi_call *, uint32_t output, const rawi_data *);
  /* Says why process() fails, and where (0, 0 for nowhere); returns RAWI_E_FAILED. */
  rawi_status (*fail)(rawi_call *, uint32_t blame, rawi_range at, rawi_bytes message);
  /* Says why the document leaves the run; returns RAWI_DROP. */
  rawi_status (*drop)(rawi_call *, rawi_bytes reason);
  /* In create(): tells the user of something that does not hinder the stage but is most likely a mistake. */
  rawi_status (*warn)(rawi_setup *, rawi_bytes message);
  /* 1.2: tells whoever reads the result something about the document, and where (0, 0 for nowhere), without failing it; see
   * rawi_warn_at. Of one document and stage 100 are kept. */
  rawi_status (*warn_at)(rawi_call *, rawi_range at, rawi_bytes message);
  /* 1.2: tells the person who runs rawi what the stage does, from any thread at any time; see rawi_log. */
  rawi_status (*log)(uint32_t level, rawi_bytes message);
};
#define RAWI_LOG_ERROR 1
#define RAWI_LOG_WARNING 2
#define RAWI_LOG_INFO 3
#define RAWI_LOG_DEBUG 4

/* Warns of the document that process() was called for; a rawi before 1.2 does not hear it. */
static inline void rawi_warn_at(rawi_call *call, uint32_t start, uint32_t end, rawi_bytes message) {
  rawi_range at;
  at.start = start;
  at.end = end;
  if (RAWI_HAS(call->host, rawi_host, warn_at)) call->host->warn_at(call, at, message);
}

/* Logs; a rawi before 1.2 does not hear it. The host is that of the setup or the call, and lives as long as the program. */
static inline void rawi_log(const rawi_host *host, uint32_t level, rawi_bytes message) {
  if (RAWI_HAS(host, rawi_host, log)) host->log(level, message);
}
#define RAWI_BLAME_INPUT 1 /* the document: another may be fine     */
#define RAWI_BLAME_ASSET 2 /* an option or a file: no document will */
#define RAWI_BLAME_BUG 3   /* the stage                             */

typedef struct rawi_ports {
  uint32_t struct_size, n_inputs, n_outputs, zero;
  const rawi_port *inputs, *outputs;
  /* 1.1: what the values of RAWI_JSON_ROWS hold, one JSON text for each input and each output, empty where nothing is declared;
   * NULL for none at all. With it the host checks every value, and knows the layer's columns and places in the text:
   *   {"overlap": false, "fields": [{"name": "value", "kind": "integer", "doc": "The year."}]}
   * A field has name and kind, and may have doc and optional. Kinds: text; integer, with min and max; decimal; boolean; enum,
   * with names and open; span, [start, end]; spans; ref, a row of another layer, with layer; list, with of, an object with
   * a kind; group, with fields. With "whole": true each annotation is of the document as a whole, and stands at all of the
   * text (0, source.len); a document without text has none. */
  const rawi_bytes *input_schemas, *output_schemas;
} rawi_ports;

typedef struct rawi_stage {
  uint32_t struct_size, zero;
  rawi_bytes name, version, summary, cases; /* cases: a casebook, may be empty */
  /* JSON Schema of the options. Asked once. */
  rawi_bytes (*schema)(void);
  /* RAWI_OK, and *stage is what the other functions get (may be NULL); or RAWI_E_FAILED. */
  rawi_status (*create)(rawi_setup *, void **stage);
  /* What this stage reads and gives; borrowed until destroy(). Asked once. */
  const rawi_ports *(*ports)(void *stage);
  /* Reads one document. MANY THREADS CALL IT AT ONCE on one stage. */
  rawi_status (*process)(void *stage, rawi_call *);
  /* Called once, when no process() runs. */
  void (*destroy)(void *stage);
} rawi_stage;

/* The exported constant. What stands before `name` is read from the file before any code of the plugin runs. */
typedef struct rawi_plugin {
  uint64_t magic;
  uint32_t struct_size;
  uint16_t abi_major, abi_minor;
  uint32_t layout, n_stages;
  rawi_bytes name, version, built_with;
  const rawi_stage *const *stages;
} rawi_plugin;
RAWI_EXPORT extern const rawi_plugin rawi_plugin_v1;

#ifdef __cplusplus
}
#endif
#endif
