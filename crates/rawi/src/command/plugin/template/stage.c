/* A stage to change into yours: marks years written in digits. It reads the layer `tokens` and gives a layer of its own.
 *
 *   make        builds the plugin
 *   make test   runs the tests of pipeline.toml, and the checks that every plugin must pass
 *
 * rawi_stage.h tells all rules: nothing that you are lent outlives the call, and many threads call process() at once. */
#include "rawi_stage.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

/* What it reads and gives. */
static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_port outputs[] = { { STR("STAGE_NAME"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 } };
/* What its values hold: with this they are checked, and a table has a column for each field. */
static const rawi_bytes output_schemas[] = { STR(
  "{\"overlap\": false, \"fields\": [{\"name\": \"value\", \"kind\": \"integer\", \"doc\": \"The year.\"}]}"
) };
static const rawi_ports all_ports = { sizeof all_ports, 1, 1, 0, inputs, outputs, NULL, output_schemas };
static const rawi_ports *ports(void *stage) { (void)stage; return &all_ports; }

/* Its options: none. Add properties here, and read them from setup->config in create(). */
static rawi_bytes schema(void) {
  rawi_bytes json = STR("{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}");
  return json;
}

/* What *stage points to is given to process(), and ended by destroy(). This stage has nothing to keep. */
static rawi_status create(rawi_setup *setup, void **stage) {
  (void)setup;
  *stage = NULL;
  return RAWI_OK;
}
static void destroy(void *stage) { (void)stage; }

/* The year that a token says, 0 for none. */
static int year(const rawi_token *token, const uint8_t *text) {
  int value = 0;
  uint32_t at;
  if (token->kind != RAWI_NUMBER || token->end - token->start != 4) return 0;
  for (at = token->start; at < token->end; at++) {
    if (text[at] < '0' || text[at] > '9') return 0;
    value = value * 10 + (text[at] - '0');
  }
  return value >= 1900 && value <= 2100 ? value : 0;
}

static rawi_status process(void *stage, rawi_call *call) {
  const rawi_token *tokens = call->inputs[0].rows;
  size_t count = call->inputs[0].count, n = 0, i;
  /* At most one year a token; {"value":1990} has 14 bytes. */
  rawi_json *rows = malloc((count + 1) * sizeof *rows);
  char *heap = malloc((count + 1) * 16);
  uint32_t used = 0;
  rawi_data given = { 0 };
  rawi_status status;
  (void)stage;
  if (rows == NULL || heap == NULL) {
    rawi_bytes why = STR("out of memory");
    rawi_range nowhere = { 0, 0 };
    free(rows);
    free(heap);
    return call->host->fail(call, RAWI_BLAME_BUG, nowhere, why);
  }
  for (i = 0; i < count; i++) {
    int value = year(&tokens[i], call->source.ptr);
    if (value == 0) continue;
    rows[n].start = tokens[i].start;
    rows[n].end = tokens[i].end;
    rows[n].value.offset = used;
    rows[n].value.len = (uint32_t)sprintf(heap + used, "{\"value\":%d}", value);
    used += rows[n].value.len;
    n++;
  }
  given.rows = rows;
  given.count = n;
  given.row_size = sizeof rows[0];
  given.heap.ptr = (const uint8_t *)heap;
  given.heap.len = used;
  given.present = 1;
  status = call->host->emit(call, 0, &given);
  free(rows);
  free(heap);
  return status;
}

static const rawi_stage stage = {
  sizeof stage, 0, STR("STAGE_NAME"), STR("0.1.0"), STR("marks years written in digits"), { NULL, 0 },
  schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &stage };

RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1,
  STR("CRATE_NAME"), STR("0.1.0"), STR("a C compiler"), stages
};
