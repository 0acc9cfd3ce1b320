/* The C library of a stage that is compiled to WebAssembly without one: memory and strings, as stdlib.h and string.h beside it declare.
 * Compile it with the stage:
 *
 *   clang --target=wasm32 -O2 -mbulk-memory -ffreestanding -nostdlib -Iinclude/wasm -Iinclude -Wl,--no-entry \
 *     -Wl,--export=rawi_plugin_v1 -Wl,--export-table -Wl,--growable-table -o stage.wasm stage.c include/wasm/rawi_wasm.c
 */
#include "stdlib.h"
#include "string.h"
#include <stdint.h>

#define PAGE 65536u
#define HEAD 16u /* before each block: its class */
#define SPARE 2u /* pages that are asked for beside what is needed: whenever a memory grows, all of it may have to move */

/* Blocks that were freed, by class: those of class k have 32 << k bytes, head and all. */
typedef struct block { struct block *next; } block;
static block *freed[27];
/* What is left of the memory that was asked for last. */
static uint8_t *top, *end;

void *malloc(size_t size) {
  uint32_t k = 0;
  size_t all;
  uint8_t *at;
  if (size > (size_t)1 << 30) return NULL;
  while (((size_t)32 << k) - HEAD < size) k++;
  all = (size_t)32 << k;
  if (freed[k]) {
    at = (uint8_t *)freed[k];
    freed[k] = freed[k]->next;
    return at;
  }
  if ((size_t)(end - top) < all) {
    size_t pages = (all + PAGE - 1) / PAGE + SPARE, first = __builtin_wasm_memory_grow(0, pages);
    if (first == SIZE_MAX) return NULL;
    /* The host grows the memory too: then what is left lies apart, and is given up. */
    if ((uint8_t *)(first * PAGE) != end) top = (uint8_t *)(first * PAGE);
    end = (uint8_t *)((first + pages) * PAGE);
  }
  at = top + HEAD;
  top += all;
  *(uint32_t *)(at - HEAD) = k;
  return at;
}

void free(void *given) {
  block *one = given;
  uint32_t k;
  if (one == NULL) return;
  k = *(uint32_t *)((uint8_t *)given - HEAD);
  one->next = freed[k];
  freed[k] = one;
}

void *calloc(size_t count, size_t size) {
  void *block;
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  block = malloc(count * size);
  return block ? memset(block, 0, count * size) : NULL;
}

void *realloc(void *given, size_t size) {
  size_t room = given ? ((size_t)32 << *(uint32_t *)((uint8_t *)given - HEAD)) - HEAD : 0;
  void *other;
  if (given && size <= room) return given;
  other = malloc(size);
  if (other && given) {
    memcpy(other, given, room);
    free(given);
  }
  return other;
}

_Noreturn void abort(void) { __builtin_trap(); }

/* With -mbulk-memory the first three are an instruction each. */
void *memcpy(void *to, const void *from, size_t size) { return __builtin_memcpy(to, from, size); }
void *memmove(void *to, const void *from, size_t size) { return __builtin_memmove(to, from, size); }
void *memset(void *to, int byte, size_t size) { return __builtin_memset(to, byte, size); }

void *memchr(const void *in, int byte, size_t size) {
  const uint8_t *at = in;
  for (; size > 0; size--, at++)
    if (*at == (uint8_t)byte) return (void *)at;
  return NULL;
}

int memcmp(const void *a, const void *b, size_t size) {
  const uint8_t *left = a, *right = b;
  for (; size > 0; size--, left++, right++)
    if (*left != *right) return *left - *right;
  return 0;
}

size_t strlen(const char *text) {
  const char *at = text;
  while (*at) at++;
  return (size_t)(at - text);
}

int strcmp(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return (uint8_t)*a - (uint8_t)*b;
}
