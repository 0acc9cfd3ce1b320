/* What the border wants as constants; the functions are those of years.go. */
#include "_cgo_export.h"
#include "rawi_stage.h"

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

static rawi_bytes schema(void) {
  rawi_bytes json = STR(
    "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
    "\"from\": {\"type\": \"integer\", \"default\": 1900, \"description\": \"The first year that is marked.\"},"
    "\"to\": {\"type\": \"integer\", \"default\": 2100, \"description\": \"The last.\"}}}"
  );
  return json;
}

static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
static const rawi_port outputs[] = { { STR("org.example.years"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 } };
static const rawi_bytes output_schemas[] = { STR(
  "{\"overlap\": false, \"fields\": [{\"name\": \"value\", \"kind\": \"integer\", \"doc\": \"The year.\"}]}"
) };
static const rawi_ports all_ports = { sizeof all_ports, 1, 1, 0, inputs, outputs, NULL, output_schemas };
static const rawi_ports *ports(void *stage) { (void)stage; return &all_ports; }

static const rawi_stage stage = {
  sizeof stage, 0, STR("org.example.years"), STR("0.1.0"), STR("marks years written in digits"), { NULL, 0 },
  schema, yearsCreate, ports, yearsProcess, yearsDestroy
};
static const rawi_stage *const stages[] = { &stage };

RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1,
  STR("years-go"), STR("0.1.0"), STR("go"), stages
};
