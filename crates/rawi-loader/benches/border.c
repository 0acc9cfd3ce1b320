/* Two stages for the benchmarks: one that does nothing, one that gives 600 tokens. */
#include "rawi_stage.h"

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }
#define COUNT 600

static const rawi_port outputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_ports none = { sizeof none, 0, 0, 0, 0, 0 }, gives = { sizeof gives, 0, 1, 0, 0, outputs },
                        reads = { sizeof reads, 1, 0, 0, inputs, 0 };

static rawi_bytes schema(void) { rawi_bytes b = STR("{\"type\":\"object\"}"); return b; }
/* Of a text in which every character has two bytes. */
static rawi_token rows[COUNT];
static rawi_status create(rawi_setup *setup, void **stage) {
  uint32_t i;
  (void)setup;
  *stage = 0;
  for (i = 0; i < COUNT; i++) rows[i] = (rawi_token){ i * 10, i * 10 + 8, RAWI_WORD, { 0 } };
  return RAWI_OK;
}
static const rawi_ports *no_ports(void *stage) { (void)stage; return &none; }
static const rawi_ports *out_ports(void *stage) { (void)stage; return &gives; }
static const rawi_ports *in_ports(void *stage) { (void)stage; return &reads; }
static rawi_status nothing(void *stage, rawi_call *call) { (void)stage; (void)call; return RAWI_OK; }
static rawi_status tokens(void *stage, rawi_call *call) {
  rawi_data data = { rows, COUNT, { 0, 0 }, sizeof rows[0], 1 };
  (void)stage;
  return call->host->emit(call, 0, &data);
}
static void destroy(void *stage) { (void)stage; }

#define STAGE(var, name, ports, process) \
  static const rawi_stage var = { sizeof var, 0, STR(name), STR("1"), STR("benchmark"), { 0, 0 }, schema, create, ports, process, destroy }
STAGE(a, "nothing", no_ports, nothing);
STAGE(b, "tokens", out_ports, tokens);
STAGE(c, "reader", in_ports, nothing);
static const rawi_stage *const stages[] = { &a, &b, &c };
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 3, STR("border"), STR("1"), STR("cc"), stages
};
