/* A host in little: feeds the plugin words, odd bytes of valid UTF-8 and odd options, and checks what it gives.
 * Built with sanitizers by `make check`. */
#include "rawi_stage.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures, emitted;
static char said[256];
#define CHECK(what) do { if (!(what)) { printf("line %d: %s\n", __LINE__, #what); failures++; } } while (0)

static rawi_status asset(rawi_setup *s, rawi_bytes name, rawi_bytes *bytes) { (void)s, (void)name, (void)bytes; return RAWI_E_FAILED; }
static rawi_status refuse(rawi_setup *s, rawi_bytes message) {
  (void)s;
  snprintf(said, sizeof said, "%.*s", (int)message.len, (const char *)message.ptr);
  return RAWI_E_FAILED;
}
static rawi_status fail(rawi_call *c, uint32_t blame, rawi_range at, rawi_bytes m) { (void)c, (void)blame, (void)at, (void)m; return RAWI_E_FAILED; }
static rawi_status drop(rawi_call *c, rawi_bytes reason) { (void)c, (void)reason; return RAWI_DROP; }
static int boundary(rawi_bytes s, uint32_t at) { return at == s.len || (s.ptr[at] & 0xC0) != 0x80; }
static rawi_status emit(rawi_call *c, uint32_t output, const rawi_data *d) {
  const rawi_json *rows = d->rows;
  size_t i;
  CHECK(output == 0 && d->row_size == sizeof(rawi_json));
  for (i = 0; i < d->count; i++) {
    CHECK(rows[i].start < rows[i].end && rows[i].end <= c->source.len);
    CHECK(boundary(c->source, rows[i].start) && boundary(c->source, rows[i].end));
    CHECK((size_t)rows[i].value.offset + rows[i].value.len <= d->heap.len);
    CHECK(d->heap.ptr[rows[i].value.offset] == '{' && d->heap.ptr[rows[i].value.offset + rows[i].value.len - 1] == '}');
    CHECK(i == 0 || rows[i - 1].end <= rows[i].start);
  }
  emitted += (int)d->count;
  return RAWI_OK;
}
/* By name: the table may grow at its end. */
static const rawi_host host = { .struct_size = sizeof(rawi_host), .abi_major = 1, .version = { (const uint8_t *)"1", 1 },
  .asset = asset, .refuse = refuse, .emit = emit, .fail = fail, .drop = drop };
static const rawi_stage *stage;

static void *make(const char *config) {
  rawi_setup setup;
  void *state = NULL;
  memset(&setup, 0, sizeof setup);
  setup.struct_size = sizeof setup;
  setup.host = &host;
  setup.config.ptr = (const uint8_t *)config;
  setup.config.len = strlen(config);
  said[0] = 0;
  return stage->create(&setup, &state) == RAWI_OK ? state : NULL;
}

/* Words are what stands between blanks. The text is copied to a block of its size, so that a byte too far is seen. */
static int run(void *state, const char *text, size_t len) {
  rawi_token *tokens = malloc((len + 1) * sizeof *tokens);
  uint8_t *source = malloc(len ? len : 1);
  size_t i = 0, n = 0;
  rawi_data input;
  rawi_call call;
  memcpy(source, text, len);
  while (i < len) {
    size_t from = i;
    while (i < len && source[i] != ' ' && source[i] != '\n') i++;
    if (i > from) {
      memset(&tokens[n], 0, sizeof *tokens);
      tokens[n].start = (uint32_t)from, tokens[n].end = (uint32_t)i;
      tokens[n++].kind = i - from == 1 ? RAWI_PUNCTUATION : RAWI_WORD;
    }
    i++;
  }
  memset(&input, 0, sizeof input);
  memset(&call, 0, sizeof call);
  input.rows = tokens, input.count = n, input.row_size = sizeof *tokens, input.present = 1;
  call.struct_size = sizeof call, call.host = &host, call.inputs = &input;
  call.source.ptr = source, call.source.len = len;
  emitted = 0;
  CHECK(stage->process(state, &call) == RAWI_OK);
  free(source);
  free(tokens);
  return emitted;
}

int main(void) {
  static const char *const PIECES[] = { "صاروخ", "باليستي", "و", "ال", "لل", "ب", "ه", "\xD9\x8B", "ـ", "\xE2\x80\x8F", " ", "\n", "-", "300",
    "إس", "قذائف", "هاون", "\xEF\xBB\xBB", "\xEF\xBA\x8D", "\xF0\x9F\x98\x80", "F-16", "مسي\xD9\x91رة", "ات", "x", "ين" };
  static const char *const REFUSED[] = { "", "[]", "{", "{\"classes\":1}", "{\"classes\":[1]}", "{\"classes\":[\"tank\"]}", "{\"other\":[]}",
    "{\"extra\":[\"\"]}", "{\"extra\":[\"a b c d e\"]}", "{\"extra\":[\"\\u064b\"]}", "{\"extra\":[\"x\"", "{\"extra\":[\"x", "{\"extra\":[\"\\" };
  void *state;
  unsigned seed = 1;
  int round;
  size_t i;
  stage = rawi_plugin_v1.stages[0];
  for (i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
    CHECK(make(REFUSED[i]) == NULL);
    CHECK(said[0]);
  }
  state = make("{\"classes\":[\"mine\",\"drone\"],\"extra\":[\"\\u0643\\ud83d\\ude00 \\\"x\\\"\",\"بوق الحرب\"]}");
  CHECK(state && run(state, "صاروخ ولغم وبوق الحرب", strlen("صاروخ ولغم وبوق الحرب")) == 2);
  stage->destroy(state);
  stage->destroy(NULL);
  state = make("{}");
  CHECK(state && run(state, "", 0) == 0);
  for (round = 0; round < 20000; round++) {
    char text[512];
    size_t len = 0;
    for (i = 0; i < 24; i++) {
      const char *piece = PIECES[(seed = seed * 1103515245u + 12345u) / 65536u % (sizeof PIECES / sizeof PIECES[0])];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    run(state, text, len);
  }
  {
    /* A word of a million marks, and a million words. */
    size_t len = 2000000;
    char *text = malloc(len);
    for (i = 0; i < len; i += 2) memcpy(text + i, "\xD9\x8B", 2);
    run(state, text, len);
    for (i = 0; i < len; i += 2) memcpy(text + i, i % 4 ? "x " : "\xD9\x88", 2);
    run(state, text, len);
    free(text);
  }
  stage->destroy(state);
  printf(failures ? "%d failures\n" : "weapons: all well\n", failures);
  return failures != 0;
}
