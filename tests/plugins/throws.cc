/* The header as C++, and an exception that leaves the plugin, which no plugin may let happen. */
#include "rawi_stage.h"
#include <stdexcept>

#define STR(s) { reinterpret_cast<const uint8_t *>(s), sizeof(s) - 1 }

static rawi_bytes schema() { rawi_bytes b = STR("{\"type\":\"object\"}"); return b; }
static rawi_status create(rawi_setup *, void **stage) { *stage = nullptr; return RAWI_OK; }
static const rawi_ports none = { sizeof(rawi_ports), 0, 0, 0, nullptr, nullptr, nullptr, nullptr };
static const rawi_ports *ports(void *) { return &none; }
static rawi_status process(void *, rawi_call *call) {
  if (call->source.len > 3) throw std::runtime_error("too long");
  return RAWI_OK;
}
static void destroy(void *) {}

static const rawi_stage stage = {
  sizeof(rawi_stage), 0, STR("throws"), STR("1.0"), STR("throws"), { nullptr, 0 }, schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &stage };
extern "C" RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1, STR("throws"), STR("1.0"), STR("c++"), stages
};
