/* A plugin that does one thing wrong: the one that its options name. Compiled by the tests of plugins; some faults are compiled in.
 * With the option "sometimes" it does it only to documents with an exclamation mark, and is well behaved otherwise. */
#define _GNU_SOURCE
#include "rawi_stage.h"
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }

#ifdef CONSTRUCTOR
__attribute__((constructor)) static void at_load(void) { abort(); }
#endif
#ifdef UNDEFINED
extern int nowhere_to_be_found(void);
#endif
#ifdef SIBLING
extern int sibling(void);
#endif
#ifdef TLS
/* More than the loader keeps for libraries that come late. */
__attribute__((tls_model("initial-exec"))) static __thread volatile char large[1 << 22];
#endif
#ifdef NAMES_OF_THE_HOST
/* Names that the host has too: its calls must never come here. */
RAWI_EXPORT void *malloc(size_t n) { (void)n; abort(); }
RAWI_EXPORT int main(void) { abort(); }
#endif

static rawi_bytes schema(void) {
  rawi_bytes b = STR("{\"type\":\"object\",\"properties\":{\"fault\":{\"type\":\"string\"},\"sometimes\":{\"type\":\"boolean\"}}}");
#ifdef UNDEFINED
  b.len += nowhere_to_be_found();
#endif
#ifdef SIBLING
  b.len += sibling();
#endif
#ifdef TLS
  b.len += large[getpid() % 7];
#endif
  return b;
}

typedef struct { char fault[64]; int sometimes, calls; } state;

static rawi_status create(rawi_setup *setup, void **stage) {
  char config[512] = {0};
  const char *named;
  state *s;
  /* A stage may well have no state. */
  if (setup->config.len >= sizeof config) return RAWI_OK;
  memcpy(config, setup->config.ptr, setup->config.len);
  s = calloc(1, sizeof *s);
  *stage = s;
  s->sometimes = strstr(config, "\"sometimes\":true") != 0;
  named = strstr(config, "\"fault\":\"");
  if (named) sscanf(named + 9, "%63[^\"]", s->fault);
  if (strcmp(s->fault, "silent") == 0) return -7;
  if (strcmp(s->fault, "long-refusal") == 0) {
    static uint8_t text[100000];
    rawi_bytes b = { text, sizeof text };
    memset(text, 'x', sizeof text);
    return setup->host->refuse(setup, b);
  }
  if (strcmp(s->fault, "odd-refusal") == 0) {
    rawi_bytes b = STR("\xff\xfe why");
    return setup->host->refuse(setup, b);
  }
  if (strcmp(s->fault, "refuse-then-ok") == 0) {
    rawi_bytes b = STR("no, yes");
    setup->host->refuse(setup, b);
  }
  if (strcmp(s->fault, "abort-create") == 0) abort();
  if (strcmp(s->fault, "hang-create") == 0) for (;;) pause();
  if (strcmp(s->fault, "leak") == 0) memset(malloc(50000), 1, 50000);
  return RAWI_OK;
}

static const rawi_port outputs[] = {
  { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 },
  { STR("mentions"), STR(RAWI_MENTION_ROWS), RAWI_LAYER, 0 },
};
static const rawi_ports all = { sizeof(rawi_ports), 0, 2, 0, 0, outputs, 0, 0 };
static const rawi_ports *ports(void *stage) { (void)stage; return &all; }

static rawi_call *kept;
static void *other_thread(void *call) {
  rawi_token t = { 0, 2, RAWI_WORD, { 0 } };
  rawi_data d = { &t, 1, { 0, 0 }, sizeof t, 1 };
  rawi_call *c = call;
  return (void *)(intptr_t)c->host->emit(c, 0, &d);
}

static void *forever(void *unused) { for (;;) pause(); return unused; }
static void *exits(void *unused) { exit(3); return unused; }
static void ignore(int signal) { (void)signal; }
static int deeper(volatile char *above) { volatile char here[4096]; here[0] = *above; return deeper(here) + here[0]; }
static void at_thread_end(void *value) { free(value); }

static rawi_status process(void *stage, rawi_call *call) {
  state *s = stage;
  const char *fault = !s ? "nothing" : s->sometimes && !memchr(call->source.ptr, '!', call->source.len) ? "nothing" : s->fault;
  const rawi_host *host = call->host;
  uint8_t *bytes;
  rawi_token t[3] = { { 0, 2, RAWI_WORD, { 0 } }, { 2, 4, RAWI_WORD, { 0 } }, { 0, 0, 0, { 0 } } };
  rawi_data d = { t, 1, { 0, 0 }, sizeof(rawi_token), 1 };
  rawi_mention m = { 0, 2, { 0, 1 }, { RAWI_NO_TEXT, 0 }, { RAWI_NO_TEXT, 0 }, { 0, 1 }, 1.0f };
  rawi_range nowhere = { 0, 0 };
  rawi_bytes why = STR("why");
#define IS(name) (strcmp(fault, name) == 0)
  if (IS("nothing")) return RAWI_OK;
  if (IS("one")) return host->emit(call, 0, &d);
  if (IS("past")) t[0].end = (uint32_t)call->source.len + 2;
  if (IS("reversed")) t[0].start = 4;
  if (IS("empty")) t[0].end = 0;
  if (IS("inside")) t[0].end = 1;
  if (IS("max")) { t[0].start = UINT32_MAX - 1; t[0].end = UINT32_MAX; }
  if (IS("null")) d.rows = 0;
  if (IS("unaligned")) d.rows = (const char *)t + 1;
  if (IS("overflow")) d.count = SIZE_MAX / 8;
  if (IS("terabyte")) d.count = (size_t)1 << 36;
  if (IS("wrong-size")) d.row_size = 8;
  if (IS("bad-kind")) t[0].kind = 99;
  if (IS("port")) return host->emit(call, 7, &d);
  if (IS("null-data")) return host->emit(call, 0, 0);
  if (IS("ignored")) { t[0].end = 1; host->emit(call, 0, &d); return RAWI_OK; }
  if (IS("twice")) { host->emit(call, 0, &d); return host->emit(call, 0, &d); }
  if (IS("not-utf8") || IS("bad-text") || IS("huge-text")) {
    d.rows = &m; d.row_size = sizeof m;
    d.heap.ptr = (const uint8_t *)(IS("not-utf8") ? "\xff" : "x"); d.heap.len = 1;
    if (IS("bad-text")) m.by.len = 9;
    if (IS("huge-text")) d.heap.len = SIZE_MAX / 2;
    return host->emit(call, 1, &d);
  }
  if (IS("note")) {
    rawi_bytes odd = STR("odd \xff"), debug = STR("only for its author");
    int i;
    rawi_log(host, RAWI_LOG_WARNING, why);
    rawi_log(host, RAWI_LOG_DEBUG, debug);
    rawi_log(host, 0, why);
    rawi_log(host, 77, debug);
    rawi_warn_at(call, 0, 2, why);
    rawi_warn_at(call, 0, 1, odd); /* cuts a character: the message stays */
    rawi_warn_at(call, 1, UINT32_MAX, why);
    for (i = 0; i < 200; i++) rawi_warn_at(call, 0, 0, why);
    return RAWI_OK;
  }
  if (IS("positive")) return 5;
  if (IS("negative")) return -3;
  if (IS("fail-then-ok")) { host->fail(call, RAWI_BLAME_INPUT, t[0].start ? nowhere : (rawi_range){ 0, 2 }, why); return RAWI_OK; }
  if (IS("long-message")) {
    rawi_bytes b;
    rawi_status s;
    b.len = 100000000; b.ptr = bytes = malloc(b.len);
    memset(bytes, 'x', b.len);
    s = host->fail(call, RAWI_BLAME_INPUT, nowhere, b);
    free(bytes);
    return s;
  }
  if (IS("odd-message")) { rawi_bytes b = STR("odd \xff"); rawi_range r = { 1, UINT32_MAX }; return host->fail(call, 77, r, b); }
  if (IS("drop-then-ok")) { host->drop(call, why); return RAWI_OK; }
  if (IS("drop-without-reason")) return RAWI_DROP;
  if (IS("thread")) {
    pthread_t id;
    void *status;
    pthread_create(&id, 0, other_thread, call);
    pthread_join(id, &status);
    if ((intptr_t)status != RAWI_E_CALL) abort();
    return RAWI_OK;
  }
  if (IS("stale")) {
    /* A call of an earlier document, unless the host put this one in the same place. */
    rawi_call *old = kept;
    kept = call;
    if (old && old != call && host->emit(old, 0, &d) != RAWI_E_CALL) abort();
    return RAWI_OK;
  }
  if (IS("pieces")) {
    /* A terabyte, a gigabyte at a time. */
    int i;
    d.count = ((size_t)1 << 30) / sizeof(rawi_token);
    d.rows = calloc(d.count, sizeof(rawi_token));
    for (i = 0; i < 1024; i++) host->emit(call, i % 2, &d);
    free((void *)d.rows);
    return RAWI_OK;
  }
  /* What only a worker survives. */
  if (IS("abort")) abort();
  if (IS("exit")) exit(3);
  if (IS("exit-0")) exit(0);
  if (IS("segv")) *(volatile int *)8 = 1;
  if (IS("double-free")) { volatile char *p = malloc(2000); *p = 1; free((void *)p); free((void *)p); }
  if (IS("stack")) { volatile char c = 0; return deeper(&c); }
  if (IS("loop")) for (;;) ;
  if (IS("bomb")) for (;;) { size_t n = 1 << 20; char *p = malloc(n); if (!p) abort(); memset(p, 1, n); }
  if (IS("garbage")) { int fd; for (fd = 3; fd < 32; fd++) if (write(fd, "nonsense", 8)) {} }
  if (IS("close")) { int fd; for (fd = 0; fd < 32; fd++) close(fd); }
  /* What nobody should notice. */
  if (IS("print")) { printf("{\"printed\": true}\n"); fflush(stdout); fprintf(stderr, "told\n"); }
  if (IS("read")) { char c; if (read(0, &c, 1) > 0) abort(); }
  if (IS("mutter")) printf("{\"muttered\": true}\n");
  if (IS("thread-exit")) { pthread_t id; pthread_create(&id, 0, exits, 0); pthread_join(id, 0); }
  if (IS("threads")) { pthread_t id; pthread_create(&id, 0, forever, 0); }
  if (IS("tls")) { static pthread_key_t key; static pthread_once_t once = PTHREAD_ONCE_INIT; (void)once; pthread_key_create(&key, at_thread_end); pthread_setspecific(key, malloc(10)); }
  if (IS("fork")) { if (fork() == 0) _exit(0); }
  /* What `plugin check` notices. */
  if (IS("umask")) umask(077);
  if (IS("folder")) { if (chdir("/")) {} }
  if (IS("locale")) setlocale(LC_ALL, "C.UTF-8");
  if (IS("handler")) signal(SIGUSR1, ignore);
  if (IS("rounding")) fesetround(FE_UPWARD);
  if (IS("variable")) setenv("RAWI_FAULT", "1", 1);
  if (IS("lent")) *(uint8_t *)call->source.ptr = 'x';
  if (IS("unstable") && __atomic_add_fetch(&s->calls, 1, __ATOMIC_SEQ_CST) % 2) return RAWI_OK;
  if (call->source.len < 2 || (call->source.ptr[0] & 0x80) == 0 || (call->source.ptr[0] & 0xE0) != 0xC0) return RAWI_OK;
  return host->emit(call, 0, &d);
}
static void destroy(void *stage) { free(stage); }

#ifndef STAGE_NAME
#define STAGE_NAME "faults"
#endif
#ifndef STAGE_SIZE
#define STAGE_SIZE sizeof(rawi_stage)
#endif
#ifndef PROCESS
#define PROCESS process
#endif
static const rawi_stage stage = {
  STAGE_SIZE, 0, STR(STAGE_NAME), STR("1.0"), STR("does one thing wrong"), { 0, 0 }, schema, create, ports, PROCESS, destroy
};
static const rawi_stage *const stages[] = { &stage, &stage };

#ifndef MAGIC
#define MAGIC RAWI_MAGIC
#endif
#ifndef MAJOR
#define MAJOR RAWI_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR RAWI_ABI_MINOR
#endif
#ifndef LAYOUT
#define LAYOUT RAWI_LAYOUT
#endif
#ifndef SIZE
#define SIZE sizeof(rawi_plugin)
#endif
#ifndef STAGES
#define STAGES 1
#endif
#ifndef PLUGIN_VERSION
#define PLUGIN_VERSION "1.0"
#endif
#ifdef SYMBOL
#define rawi_plugin_v1 SYMBOL
RAWI_EXPORT extern const rawi_plugin rawi_plugin_v1;
#endif
#ifndef NO_PLUGIN
RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  MAGIC, SIZE, MAJOR, MINOR, LAYOUT, STAGES, STR("faults"), STR(PLUGIN_VERSION), STR("cc"), stages
};
#endif
