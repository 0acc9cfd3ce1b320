/* A plugin that gives one annotation of a layer of its own: of the first two bytes, with the value ROW, under the schema SCHEMA.
 * Compiled by the tests of plugins, which define both. */
#include "rawi_stage.h"
#include <string.h>

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

static const rawi_port outputs[] = { { STR("own"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 } };
static const rawi_bytes schemas[] = { STR(SCHEMA) };
static const rawi_ports all = { sizeof(rawi_ports), 0, 1, 0, NULL, outputs, NULL, schemas };
static const rawi_ports *ports(void *stage) { (void)stage; return &all; }

static rawi_bytes schema(void) {
  rawi_bytes json = STR("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}");
  return json;
}

static rawi_status create(rawi_setup *setup, void **stage) { (void)setup, *stage = NULL; return RAWI_OK; }
static void destroy(void *stage) { (void)stage; }

static rawi_status process(void *stage, rawi_call *call) {
  rawi_json row = { 0, 2, { 0, sizeof(ROW) - 1 } };
  rawi_data given = { 0 };
  (void)stage;
  if (call->source.len < 2) return RAWI_OK;
  given.rows = &row, given.count = 1, given.row_size = sizeof row, given.present = 1;
  given.heap.ptr = (const uint8_t *)ROW, given.heap.len = sizeof(ROW) - 1;
  return call->host->emit(call, 0, &given) == RAWI_OK ? RAWI_OK : RAWI_E_FAILED;
}

static const rawi_stage declares = {
  sizeof(rawi_stage), 0, STR("declares"), STR("1.0"), STR("gives a layer of its own"), { 0, 0 },
  schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &declares };
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1, STR("declares"), STR("1.0"), STR("cc"), stages
};
