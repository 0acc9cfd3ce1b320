/* A plugin of ABI 1.0, never to be changed: it is compiled against the header as it was then, which lies beside it, and every
 * later rawi must load it and get the same of it. It uses all that the header had. */
#include "rawi_stage.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

typedef struct { char word[64]; size_t word_len; int fault; } state;

static const rawi_port inputs[] = {
  { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 },
  { STR("sentences"), STR(RAWI_SENTENCE_ROWS), RAWI_LAYER, RAWI_OPTIONAL },
  { STR("mentions"), STR(RAWI_MENTION_ROWS), RAWI_LAYER, RAWI_OPTIONAL },
  { STR("numbers"), STR(RAWI_NUMBER_ROWS), RAWI_LAYER, RAWI_OPTIONAL },
  { STR("dates"), STR(RAWI_DATE_ROWS), RAWI_LAYER, RAWI_OPTIONAL },
  { STR("normal"), STR(RAWI_RUN_ROWS), RAWI_VIEW, RAWI_OPTIONAL },
};
static const rawi_port outputs[] = {
  { STR("frozen.mentions"), STR(RAWI_MENTION_ROWS), RAWI_LAYER, 0 },
  { STR("frozen.summary"), STR(RAWI_SUMMARY_ROWS), RAWI_LAYER, 0 },
  { STR("frozen.counts"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 },
  { STR("frozen.view"), STR(RAWI_RUN_ROWS), RAWI_VIEW, 0 },
};
static const rawi_ports all_ports = { sizeof all_ports, 6, 4, 0, inputs, outputs };
static const rawi_ports *ports(void *stage) { (void)stage; return &all_ports; }

static rawi_bytes schema(void) {
  rawi_bytes b = STR("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"word\":{\"type\":\"string\"},\"fault\":{\"type\":\"string\"}}}");
  return b;
}

static int has(rawi_bytes text, const char *part) {
  size_t i, n = strlen(part);
  for (i = 0; i + n <= text.len; i++) if (memcmp(text.ptr + i, part, n) == 0) return 1;
  return 0;
}

static rawi_status create(rawi_setup *setup, void **stage) {
  state *s;
  rawi_bytes name = STR("word.txt"), word;
  if (!RAWI_HAS(setup, rawi_setup, config) || !RAWI_HAS(setup->host, rawi_host, warn)) return RAWI_E_FAILED;
  if (has(setup->config, "\"refuse\"")) {
    rawi_bytes why = STR("`fault` asks to be refused");
    return setup->host->refuse(setup, why);
  }
  s = calloc(1, sizeof *s);
  if (s == NULL) return RAWI_E_FAILED;
  s->fault = has(setup->config, "\"drop\"") ? 1 : has(setup->config, "\"fail\"") ? 2 : 0;
  if (has(setup->config, "\"warn\"")) {
    rawi_bytes what = STR("`fault` is of no use");
    setup->host->warn(setup, what);
  }
  if (has(setup->config, "\"word.txt\"")) {
    if (setup->host->asset(setup, name, &word) != RAWI_OK) { free(s); return setup->host->refuse(setup, word); }
    while (word.len > 0 && word.ptr[word.len - 1] == '\n') word.len--;
    s->word_len = word.len < sizeof s->word ? word.len : sizeof s->word;
    memcpy(s->word, word.ptr, s->word_len);
  }
  *stage = s;
  return RAWI_OK;
}
static void destroy(void *stage) { free(stage); }

static rawi_status give(rawi_call *call, uint32_t output, const void *rows, size_t count, size_t size, const void *heap, size_t len) {
  rawi_data data;
  data.rows = rows;
  data.count = count;
  data.row_size = (uint32_t)size;
  data.present = 1;
  data.heap.ptr = heap;
  data.heap.len = len;
  return call->host->emit(call, output, &data);
}

/* The text without what stands before its first token's end. */
static rawi_status view(rawi_call *call, uint32_t from) {
  rawi_run run = { 0, 0, 0, 0 };
  run.source_len = from;
  return give(call, 3, &run, from > 0, sizeof run, call->source.ptr + from, call->source.len - from);
}

static rawi_status process(void *stage, rawi_call *call) {
  const state *s = stage;
  const rawi_token *tokens = call->inputs[0].rows;
  size_t count = call->inputs[0].count, n = 0, i;
  char counts[200];
  rawi_mention *mentions;
  rawi_summary best = { 0, 0, 1, 0.25f };
  rawi_json json = { 0, 0, { 0, 0 } };
  rawi_status status;
  if (s->fault == 1) {
    rawi_bytes why = STR("asked to");
    return call->host->drop(call, why);
  }
  if (count == 0) return view(call, 0);
  if (s->fault == 2) {
    rawi_bytes why = STR("the first token");
    rawi_range at;
    at.start = tokens[0].start;
    at.end = tokens[0].end;
    return call->host->fail(call, RAWI_BLAME_INPUT, at, why);
  }
  mentions = calloc(count, sizeof *mentions);
  if (mentions == NULL) return RAWI_E_FAILED;
  for (i = 0; i < count; i++) {
    uint32_t start = tokens[i].start + tokens[i].clitics[0];
    if (tokens[i].kind != RAWI_WORD || tokens[i].end - start != s->word_len) continue;
    if (memcmp(call->source.ptr + start, s->word, s->word_len) != 0) continue;
    mentions[n].start = start;
    mentions[n].end = tokens[i].end;
    mentions[n].label.len = 4;
    mentions[n].entity.offset = mentions[n].name.offset = RAWI_NO_TEXT;
    mentions[n].by.offset = 4;
    mentions[n].by.len = 7;
    mentions[n].confidence = 0.5f;
    n++;
  }
  status = give(call, 0, mentions, n, sizeof *mentions, "MISCabi-1.0", 11);
  free(mentions);
  best.start = json.start = tokens[0].start;
  best.end = tokens[count - 1].end;
  json.end = tokens[0].end;
  json.value.len = (uint32_t)sprintf(counts, "{\"tokens\":%u,\"sentences\":%u,\"mentions\":%u,\"numbers\":%u,\"dates\":%u,\"meta\":%u}",
    (unsigned)count, (unsigned)call->inputs[1].count, (unsigned)call->inputs[2].count, (unsigned)call->inputs[3].count,
    (unsigned)call->inputs[4].count, (unsigned)call->n_meta);
  if (status == RAWI_OK) status = give(call, 1, &best, 1, sizeof best, NULL, 0);
  if (status == RAWI_OK) status = give(call, 2, &json, 1, sizeof json, counts, json.value.len);
  return status == RAWI_OK ? view(call, tokens[0].end) : status;
}

static const rawi_stage stage = {
  sizeof stage, 0, STR("frozen"), STR("1.0"), STR("uses all of ABI 1.0"), { NULL, 0 }, schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &stage };
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1, STR("frozen"), STR("1.0"), STR("cc"), stages
};
