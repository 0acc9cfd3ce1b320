/* Stages for the benchmarks: nothing; 600 tokens, from rows that stand ready or are written now; and one that is lent tokens. */
#include "rawi_stage.h"

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }
#define COUNT 600

static const rawi_port outputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_ports none = { sizeof none, 0, 0, 0, 0, 0, 0, 0 }, gives = { sizeof gives, 0, 1, 0, 0, outputs, 0, 0 },
                        reads = { sizeof reads, 1, 0, 0, inputs, 0 };

static rawi_bytes schema(void) { rawi_bytes b = STR("{\"type\":\"object\"}"); return b; }
/* Of a text in which every character has two bytes. */
static void fill(rawi_token *rows) {
  uint32_t i;
  for (i = 0; i < COUNT; i++) rows[i] = (rawi_token){ i * 10, i * 10 + 8, RAWI_WORD, { 0 } };
}
static rawi_token ready[COUNT];
static rawi_status create(rawi_setup *setup, void **stage) {
  (void)setup;
  *stage = 0;
  fill(ready);
  return RAWI_OK;
}
static const rawi_ports *no_ports(void *stage) { (void)stage; return &none; }
static const rawi_ports *out_ports(void *stage) { (void)stage; return &gives; }
static const rawi_ports *in_ports(void *stage) { (void)stage; return &reads; }
static rawi_status nothing(void *stage, rawi_call *call) { (void)stage; (void)call; return RAWI_OK; }
static rawi_status tokens(void *stage, rawi_call *call) {
  rawi_data data = { ready, COUNT, { 0, 0 }, sizeof ready[0], 1 };
  (void)stage;
  return call->host->emit(call, 0, &data);
}
static rawi_status filled(void *stage, rawi_call *call) {
  rawi_token rows[COUNT];
  rawi_data data = { rows, COUNT, { 0, 0 }, sizeof rows[0], 1 };
  (void)stage;
  fill(rows);
  return call->host->emit(call, 0, &data);
}
static void destroy(void *stage) { (void)stage; }

#define STAGE(var, name, ports, process) \
  static const rawi_stage var = { sizeof var, 0, STR(name), STR("1"), STR("benchmark"), { 0, 0 }, schema, create, ports, process, destroy }
STAGE(a, "nothing", no_ports, nothing);
STAGE(b, "tokens", out_ports, tokens);
STAGE(c, "reader", in_ports, nothing);
STAGE(d, "filled", out_ports, filled);
static const rawi_stage *const stages[] = { &a, &b, &c, &d };
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 4, STR("border"), STR("1"), STR("cc"), stages
};
