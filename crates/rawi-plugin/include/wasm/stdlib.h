/* What a stage in C needs of the C library where there is none; rawi_wasm.c has it. */
#ifndef RAWI_WASM_STDLIB_H
#define RAWI_WASM_STDLIB_H
#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
_Noreturn void abort(void);

#endif
