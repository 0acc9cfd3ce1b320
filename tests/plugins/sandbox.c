/* A stage for WebAssembly that does one thing wrong, which its options name, with a document that has a `!` in it; with any other it
 * gives its first token. Compiled by the tests of plugins. */
#include "rawi_stage.h"
#include "stdlib.h"
#include "string.h"

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

static char fault[32];
static uint32_t calls;
static rawi_status (*volatile nothing)(rawi_call *);

static rawi_bytes schema(void) {
  rawi_bytes json = STR("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"fault\":{\"type\":\"string\"}}}");
  return json;
}
static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_port outputs[] = { { STR("odd"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 } };
static const rawi_ports all = { sizeof all, 1, 1, 0, inputs, outputs, NULL, NULL };
static const rawi_ports *ports(void *stage) {
  if (strcmp(fault, "ports") == 0) return (const rawi_ports *)0xFFFFFFF0;
  (void)stage;
  return &all;
}

static int deeper(volatile char *above) {
  volatile char here[64];
  here[0] = *above;
  return deeper(here) + here[0];
}

static rawi_status create(rawi_setup *setup, void **stage) {
  /* {"fault":"name"} */
  size_t i;
  for (i = 0; i + 12 < setup->config.len && i + 1 < sizeof fault; i++) fault[i] = (char)setup->config.ptr[i + 10];
  if (strcmp(fault, "create-loop") == 0) for (;;) calls++;
  if (strcmp(fault, "silent") == 0) return -7;
  if (strcmp(fault, "bomb-create") == 0) while (malloc(1 << 20)) calls++;
  *stage = NULL;
  return RAWI_OK;
}

static rawi_status process(void *stage, rawi_call *call) {
  const rawi_token *token = call->inputs[0].rows;
  rawi_json row = { 0, 0, { 0, 2 } };
  rawi_data data = { &row, 1, STR("{}"), sizeof row, 1 };
  rawi_bytes why = STR("why"), nowhere_bytes = { (const uint8_t *)0xFFFFFFF0, 100 };
  rawi_range nowhere = { 0, 0 };
  (void)stage;
  if (call->inputs[0].count == 0) return RAWI_OK;
  row.start = token->start;
  row.end = token->end;
  /* What a document leaves behind must not reach the next. */
  calls++;
  if (calls > 1) return -9;
  if (!memchr(call->source.ptr, '!', call->source.len)) return call->host->emit(call, 0, &data);
#define IS(name) (strcmp(fault, name) == 0)
  if (IS("loop")) for (;;) calls++;
  if (IS("grow")) while (malloc(1 << 20)) calls++;
  if (IS("grow")) return call->host->fail(call, RAWI_BLAME_BUG, nowhere, why);
  if (IS("stack")) { volatile char c = 0; return deeper(&c); }
  if (IS("abort")) abort();
  if (IS("write")) *(volatile char *)0xFFFFFFF0 = 1;
  if (IS("wreck")) memset((void *)16, 0xFF, (size_t)__builtin_wasm_memory_size(0) * 65536 - 16);
  if (IS("null-function")) return nothing(call);
  if (IS("wrong-function")) ((int64_t (*)(void))call->host->emit)();
  if (IS("rows")) data.rows = (const void *)0xFFFFFFF0;
  if (IS("null")) data.rows = NULL;
  if (IS("unaligned")) data.rows = (const char *)&row + 1;
  if (IS("count")) data.count = SIZE_MAX / 8;
  if (IS("heap")) data.heap = nowhere_bytes;
  if (IS("size")) data.row_size = 8;
  if (IS("range")) row.end = UINT32_MAX;
  if (IS("data")) return call->host->emit(call, 0, (const rawi_data *)0xFFFFFFF0);
  if (IS("stale")) return call->host->emit(call + 1, 0, &data);
  if (IS("message")) return call->host->fail(call, RAWI_BLAME_INPUT, nowhere, nowhere_bytes);
  if (IS("talk")) for (;;) rawi_log(call->host, RAWI_LOG_DEBUG, call->source);
  if (IS("warn")) { rawi_warn_at(call, row.start, row.end, why); rawi_warn_at(call, 0, 0, nowhere_bytes); return RAWI_OK; }
  if (IS("nothing")) return 5;
  return call->host->emit(call, 0, &data);
}
static void destroy(void *stage) { (void)stage; }

static const rawi_stage stage = {
  sizeof stage, 0, STR("odd"), STR("1.0"), STR("goes wrong"), { NULL, 0 }, schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &stage };
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1, STR("odd"), STR("1.0"), STR("clang"), stages
};
