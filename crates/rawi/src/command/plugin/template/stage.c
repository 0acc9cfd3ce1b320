/* A stage to change into yours: marks years written in digits. It reads the layer `tokens` and gives a layer of its own.
 *
 *   make        builds the plugin
 *   make test   runs the tests of pipeline.toml, and the checks that every plugin must pass
 *
 * rawi_stage.h tells all rules: nothing that you are lent outlives the call, and many threads call process() at once.
 * rawi_json.h reads options and writes values. */
#include "rawi_json.h"
#include "rawi_stage.h"

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

/* Its options. rawi checks them by this before create() is called, so that a number is a number there. */
static rawi_bytes schema(void) {
  rawi_bytes json = STR(
    "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
    "\"from\": {\"type\": \"integer\", \"default\": 1900, \"description\": \"The first year that is marked.\"},"
    "\"to\": {\"type\": \"integer\", \"default\": 2100, \"description\": \"The last.\"}}}"
  );
  return json;
}

/* What a stage keeps from its options. */
typedef struct { int64_t from, to; } years;

/* What *stage points to is given to process(), and ended by destroy(). */
static rawi_status create(rawi_setup *setup, void **stage) {
  years *self = malloc(sizeof *self);
  if (self == NULL) {
    rawi_bytes why = STR("out of memory");
    return setup->host->refuse(setup, why);
  }
  self->from = 1900;
  self->to = 2100;
  rawi_json_int(rawi_json_get(setup->config, "from"), &self->from);
  rawi_json_int(rawi_json_get(setup->config, "to"), &self->to);
  if (self->from > self->to) {
    rawi_bytes why = STR("`from` is later than `to`; exchange them");
    free(self);
    return setup->host->refuse(setup, why);
  }
  *stage = self;
  return RAWI_OK;
}
static void destroy(void *stage) { free(stage); }

/* The year that a token says, 0 for none. */
static int64_t year(const years *self, const rawi_token *token, const uint8_t *text) {
  int64_t value = 0;
  uint32_t at;
  if (token->kind != RAWI_NUMBER || token->end - token->start != 4) return 0;
  for (at = token->start; at < token->end; at++) {
    if (text[at] < '0' || text[at] > '9') return 0;
    value = value * 10 + (text[at] - '0');
  }
  return value >= self->from && value <= self->to ? value : 0;
}

static rawi_status process(void *stage, rawi_call *call) {
  const years *self = stage;
  const rawi_token *tokens = call->inputs[0].rows;
  size_t count = call->inputs[0].count, n = 0, i;
  rawi_json *rows = malloc((count + 1) * sizeof *rows); /* at most one year a token */
  rawi_json_text values = RAWI_JSON_EMPTY;
  rawi_data given = { 0 };
  rawi_status status;
  for (i = 0; rows != NULL && i < count; i++) {
    int64_t value = year(self, &tokens[i], call->source.ptr);
    if (value == 0) continue;
    rows[n].start = tokens[i].start;
    rows[n].end = tokens[i].end;
    rows[n].value.offset = (uint32_t)values.len;
    rawi_json_open(&values, '{');
    rawi_json_key(&values, "value");
    rawi_json_put_int(&values, value);
    rawi_json_close(&values, '}');
    rows[n].value.len = (uint32_t)values.len - rows[n].value.offset;
    n++;
  }
  if (rows == NULL || values.failed) {
    rawi_bytes why = STR("out of memory");
    rawi_range nowhere = { 0, 0 };
    status = call->host->fail(call, RAWI_BLAME_BUG, nowhere, why);
  } else {
    given.rows = rows;
    given.count = n;
    given.row_size = sizeof rows[0];
    given.heap.ptr = values.ptr;
    given.heap.len = values.len;
    given.present = 1;
    status = call->host->emit(call, 0, &given);
  }
  free(rows);
  rawi_json_free(&values);
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
