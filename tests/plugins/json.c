/* Reads JSON texts from stdin, each behind its length in four bytes (the lowest first), and writes for each a line: `no` for what is
 * none, else what rawi_json.h reads of it and writes again, without recursion. */
#include "rawi_json.h"

static void copy(rawi_bytes text, rawi_json_text *out) {
  /* What is left of each array and object that is open. */
  rawi_bytes rest[RAWI_JSON_DEPTH + 1], key, value;
  char kinds[RAWI_JSON_DEPTH + 1];
  size_t depth = 0;
  value = text;
  for (;;) {
    int64_t integer;
    double number;
    int yes;
    char kind = rawi_json_kind(value);
    if (kind == '{' || kind == '[') {
      rawi_json_open(out, kind);
      kinds[depth] = kind;
      rest[depth++] = value;
    } else if (kind == '"') {
      rawi_bytes said;
      size_t len = rawi_json_string(value, NULL, 0);
      uint8_t *bytes;
      if (len == SIZE_MAX) {
        rawi_json_put_string(out, "half a character");
      } else {
        bytes = (uint8_t *)malloc(len + 1);
        rawi_json_string(value, bytes, len);
        said.ptr = bytes;
        said.len = len;
        rawi_json_put_text(out, said);
        free(bytes);
      }
    } else if (rawi_json_int(value, &integer)) {
      rawi_json_put_int(out, integer);
    } else if (rawi_json_number(value, &number)) {
      rawi_json_put_number(out, number);
    } else if (rawi_json_bool(value, &yes)) {
      rawi_json_put_bool(out, yes);
    } else {
      rawi_json_put_null(out);
    }
    for (;;) {
      if (depth == 0) return;
      if (rawi_json_next(&rest[depth - 1], &key, &value)) break;
      depth--;
      rawi_json_close(out, kinds[depth] == '{' ? '}' : ']');
    }
    if (kinds[depth - 1] == '{') {
      size_t len = rawi_json_string(key, NULL, 0);
      char *name;
      if (len == SIZE_MAX) len = 0;
      name = (char *)calloc(len + 1, 1);
      rawi_json_string(key, name, len);
      rawi_json_key(out, name);
      free(name);
    }
  }
}

int main(void) {
  uint8_t size[4];
  while (fread(size, 1, 4, stdin) == 4) {
    rawi_bytes text;
    uint8_t *bytes;
    text.len = (size_t)size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
    /* As large as the text, so that a look behind it is seen. */
    bytes = (uint8_t *)malloc(text.len ? text.len : 1);
    if (fread(bytes, 1, text.len, stdin) != text.len) return 1;
    text.ptr = bytes;
    if (rawi_json_valid(text)) {
      rawi_json_text out = RAWI_JSON_EMPTY;
      copy(text, &out);
      if (out.failed) return 2;
      fwrite(out.ptr, 1, out.len, stdout);
      rawi_json_free(&out);
    } else {
      /* What is none must do no harm either. */
      rawi_bytes rest = text, key, value;
      rawi_json_get(text, "key");
      while (rawi_json_next(&rest, &key, &value)) rawi_json_string(key, NULL, 0);
      fputs("no", stdout);
    }
    fputc('\n', stdout);
    free(bytes);
  }
  return 0;
}
