/* rawi_json.h: JSON for stages in C99 or C++11: options are read, values of a layer are written. Use it or not; it needs rawi_stage.h
 * and the C library alone, every function is static, and none recurses.
 *
 * Reading. A value is the piece of text where it stands, and empty (len 0) where there is none: every function takes an empty one
 * and answers as for a value of another kind.
 *
 *   int64_t least = 1900;
 *   rawi_json_int(rawi_json_get(setup->config, "least"), &least);   // stays 1900 where the option is not given
 *
 *   rawi_bytes rest = rawi_json_get(setup->config, "words"), word;
 *   while (rawi_json_next(&rest, NULL, &word)) { ... }              // items of an array, members of an object
 *
 * What rawi hands over (options, inputs) is JSON. Ask rawi_json_valid before you read what comes from elsewhere.
 *
 * Writing. A buffer grows as it is written to; commas stand by themselves.
 *
 *   rawi_json_text out = RAWI_JSON_EMPTY;
 *   rawi_json_open(&out, '{');
 *   rawi_json_key(&out, "value"); rawi_json_put_int(&out, 1990);
 *   rawi_json_key(&out, "span");  rawi_json_put_range(&out, start, end);
 *   rawi_json_close(&out, '}');
 *   if (out.failed) ...                                              // out of memory, a number that is not finite, a key in an array
 *   rawi_json_free(&out);
 *
 * One buffer serves for all values of a layer: the offset of the next is out.len, its length what was added.                       */
#ifndef RAWI_JSON_H
#define RAWI_JSON_H
#include "rawi_stage.h"
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__)
#define RAWI_JSON_FN static __attribute__((unused))
#else
#define RAWI_JSON_FN static
#endif
#define RAWI_JSON_DEPTH 127 /* more arrays and objects in each other are no JSON here */

/* ---- reading ---- */

RAWI_JSON_FN rawi_bytes rawi_json_none(void) {
  rawi_bytes none;
  none.ptr = (const uint8_t *)"";
  none.len = 0;
  return none;
}

RAWI_JSON_FN size_t rawi_json_blank(rawi_bytes text, size_t at) {
  while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' || text.ptr[at] == '\n' || text.ptr[at] == '\r')) at++;
  return at;
}

/* Behind the string that begins at `at`; 0 if there is none. */
RAWI_JSON_FN size_t rawi_json_skip_string(rawi_bytes text, size_t at) {
  if (at >= text.len || text.ptr[at] != '"') return 0;
  for (at++; at < text.len; at++) {
    uint8_t c = text.ptr[at];
    if (c == '"') return at + 1;
    if (c < 0x20) return 0;
    if (c != '\\') continue;
    if (++at >= text.len) return 0;
    if (text.ptr[at] == 'u') {
      int i;
      for (i = 1; i <= 4; i++) {
        uint8_t h;
        if (at + (size_t)i >= text.len) return 0;
        h = text.ptr[at + (size_t)i];
        if (!((h >= '0' && h <= '9') || (h >= 'a' && h <= 'f') || (h >= 'A' && h <= 'F'))) return 0;
      }
      at += 4;
    } else if (!memchr("\"\\/bfnrt", text.ptr[at], 8)) {
      return 0;
    }
  }
  return 0;
}

RAWI_JSON_FN size_t rawi_json_digits(rawi_bytes text, size_t at) {
  while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9') at++;
  return at;
}

RAWI_JSON_FN size_t rawi_json_skip_number(rawi_bytes text, size_t at) {
  size_t from;
  if (at < text.len && text.ptr[at] == '-') at++;
  from = at;
  at = rawi_json_digits(text, at);
  if (at == from || (text.ptr[from] == '0' && at > from + 1)) return 0;
  if (at < text.len && text.ptr[at] == '.') {
    from = ++at;
    at = rawi_json_digits(text, at);
    if (at == from) return 0;
  }
  if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
    at++;
    if (at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-')) at++;
    from = at;
    at = rawi_json_digits(text, at);
    if (at == from) return 0;
  }
  return at;
}

RAWI_JSON_FN size_t rawi_json_skip_word(rawi_bytes text, size_t at, const char *word) {
  size_t len = strlen(word);
  return text.len - at >= len && memcmp(text.ptr + at, word, len) == 0 ? at + len : 0;
}

/* Behind the value that begins at `at`, without blanks before it; 0 if there is none. */
RAWI_JSON_FN size_t rawi_json_skip(rawi_bytes text, size_t at) {
  char inside[RAWI_JSON_DEPTH];
  size_t depth = 0;
  for (;;) {
    uint8_t c;
    if (at >= text.len) return 0;
    c = text.ptr[at];
    if (c == '{' || c == '[') {
      if (depth == RAWI_JSON_DEPTH) return 0;
      inside[depth++] = (char)c;
      at = rawi_json_blank(text, at + 1);
      if (at >= text.len) return 0;
      if (text.ptr[at] != (c == '{' ? '}' : ']')) {
        if (c == '[') continue;
        goto key;
      }
      at++;
      depth--;
    } else if (c == '"') {
      at = rawi_json_skip_string(text, at);
    } else if (c == 't') {
      at = rawi_json_skip_word(text, at, "true");
    } else if (c == 'f') {
      at = rawi_json_skip_word(text, at, "false");
    } else if (c == 'n') {
      at = rawi_json_skip_word(text, at, "null");
    } else {
      at = rawi_json_skip_number(text, at);
    }
    if (at == 0) return 0;
    /* Behind a value: the end of what it stands in, or the next one. */
    for (;;) {
      size_t behind;
      if (depth == 0) return at;
      behind = rawi_json_blank(text, at);
      if (behind >= text.len) return 0;
      c = text.ptr[behind];
      at = behind + 1;
      if (c == (inside[depth - 1] == '{' ? '}' : ']')) {
        depth--;
        continue;
      }
      if (c != ',') return 0;
      at = rawi_json_blank(text, at);
      break;
    }
    if (inside[depth - 1] == '[') continue;
  key:
    at = rawi_json_skip_string(text, at);
    if (at == 0) return 0;
    at = rawi_json_blank(text, at);
    if (at >= text.len || text.ptr[at] != ':') return 0;
    at = rawi_json_blank(text, at + 1);
  }
}

/* Whether `text` is one JSON value, blanks around it or not. Whether its strings are UTF-8 it does not say. */
RAWI_JSON_FN int rawi_json_valid(rawi_bytes text) {
  size_t at = rawi_json_skip(text, rawi_json_blank(text, 0));
  return at != 0 && rawi_json_blank(text, at) == text.len;
}

/* What it is, by its first character: '{', '[', '"', 't', 'f', 'n' for null, '0' for a number; 0 for an empty one. */
RAWI_JSON_FN char rawi_json_kind(rawi_bytes value) {
  size_t at = rawi_json_blank(value, 0);
  uint8_t c = at < value.len ? value.ptr[at] : 0;
  return (char)(c == '-' || (c >= '0' && c <= '9') ? '0' : c);
}

/* The next item of an array, or the next member of an object with its key (a string, as rawi_json_string takes it); 0 at the end. Begin
 * with the array or object itself in *rest. `key` may be NULL. */
RAWI_JSON_FN int rawi_json_next(rawi_bytes *rest, rawi_bytes *key, rawi_bytes *value) {
  rawi_bytes text = *rest;
  size_t at = rawi_json_blank(text, 0), end;
  int object;
  *value = rawi_json_none();
  if (key) *key = rawi_json_none();
  rest->len = 0;
  if (at >= text.len) return 0;
  /* Behind the first one, what is left begins with the comma, and a key is told by the colon behind it. */
  if (text.ptr[at] != '{' && text.ptr[at] != '[' && text.ptr[at] != ',') return 0;
  at = rawi_json_blank(text, at + 1);
  end = rawi_json_skip(text, at);
  if (end == 0) return 0;
  object = 0;
  if (text.ptr[at] == '"') {
    size_t colon = rawi_json_blank(text, end);
    object = colon < text.len && text.ptr[colon] == ':';
    if (object) {
      if (key) {
        key->ptr = text.ptr + at;
        key->len = end - at;
      }
      at = rawi_json_blank(text, colon + 1);
      end = rawi_json_skip(text, at);
      if (end == 0) return 0;
    }
  }
  value->ptr = text.ptr + at;
  value->len = end - at;
  at = rawi_json_blank(text, end);
  rest->ptr = text.ptr + at;
  rest->len = at < text.len && text.ptr[at] == ',' ? text.len - at : 0;
  return 1;
}

RAWI_JSON_FN int rawi_json_hex(const uint8_t *at) {
  int value = 0, i;
  for (i = 0; i < 4; i++) {
    uint8_t c = at[i];
    value = value * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  }
  return value;
}

/* The bytes that a string says, without its quotation marks and escapes, into `out`, as far as there is `room`; how many there are, or
 * SIZE_MAX if the value is no string or holds half of a character (\ud83d alone). Call it with no room to learn how much is needed. */
RAWI_JSON_FN size_t rawi_json_string(rawi_bytes value, void *out, size_t room) {
  uint8_t *to = (uint8_t *)out;
  size_t at = rawi_json_blank(value, 0), end = rawi_json_skip_string(value, at), len = 0;
  if (end == 0) return SIZE_MAX;
  end--;
  for (at++; at < end; at++) {
    uint8_t utf8[4];
    size_t n = 1, i;
    utf8[0] = value.ptr[at];
    if (value.ptr[at] == '\\') {
      uint8_t c = value.ptr[++at];
      switch (c) {
        case 'b': utf8[0] = '\b'; break;
        case 'f': utf8[0] = '\f'; break;
        case 'n': utf8[0] = '\n'; break;
        case 'r': utf8[0] = '\r'; break;
        case 't': utf8[0] = '\t'; break;
        case 'u': {
          uint32_t code = (uint32_t)rawi_json_hex(value.ptr + at + 1);
          at += 4;
          if (code >= 0xDC00 && code < 0xE000) return SIZE_MAX;
          if (code >= 0xD800 && code < 0xDC00) {
            uint32_t low;
            if (end - at < 7 || value.ptr[at + 1] != '\\' || value.ptr[at + 2] != 'u') return SIZE_MAX;
            low = (uint32_t)rawi_json_hex(value.ptr + at + 3);
            if (low < 0xDC00 || low >= 0xE000) return SIZE_MAX;
            at += 6;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
          }
          if (code < 0x80) {
            utf8[0] = (uint8_t)code;
          } else if (code < 0x800) {
            n = 2;
            utf8[0] = (uint8_t)(0xC0 | code >> 6);
          } else if (code < 0x10000) {
            n = 3;
            utf8[0] = (uint8_t)(0xE0 | code >> 12);
          } else {
            n = 4;
            utf8[0] = (uint8_t)(0xF0 | code >> 18);
          }
          for (i = 1; i < n; i++) utf8[i] = (uint8_t)(0x80 | (code >> (6 * (n - 1 - i)) & 0x3F));
          break;
        }
        default: utf8[0] = c;
      }
    }
    for (i = 0; i < n; i++, len++) {
      if (len < room) to[len] = utf8[i];
    }
  }
  return len;
}

/* Whether a string says `text`, which ends with a zero. */
RAWI_JSON_FN int rawi_json_equal(rawi_bytes value, const char *text) {
  uint8_t small[64], *said = small;
  size_t wanted = strlen(text), len = rawi_json_string(value, small, sizeof small);
  int equal;
  if (len != wanted) return 0;
  if (len > sizeof small) {
    said = (uint8_t *)malloc(len);
    if (said == NULL) return 0;
    rawi_json_string(value, said, len);
  }
  equal = memcmp(said, text, len) == 0;
  if (said != small) free(said);
  return equal;
}

/* The member `key` of an object, the first of that name; empty if there is none, or it is no object. */
RAWI_JSON_FN rawi_bytes rawi_json_get(rawi_bytes object, const char *key) {
  rawi_bytes name, value;
  if (rawi_json_kind(object) != '{') return rawi_json_none();
  while (rawi_json_next(&object, &name, &value)) {
    if (rawi_json_equal(name, key)) return value;
  }
  return rawi_json_none();
}

/* Each puts the value into *out and returns 1; if it is of another kind, or null, 0, and *out stays as it was. */

RAWI_JSON_FN int rawi_json_bool(rawi_bytes value, int *out) {
  char kind = rawi_json_kind(value);
  if (kind != 't' && kind != 'f') return 0;
  *out = kind == 't';
  return 1;
}

/* A whole number of 64 bits, written without point and exponent. */
RAWI_JSON_FN int rawi_json_int(rawi_bytes value, int64_t *out) {
  size_t at = rawi_json_blank(value, 0), end = rawi_json_skip_number(value, at);
  int negative;
  uint64_t sum = 0, most;
  if (end == 0) return 0;
  negative = value.ptr[at] == '-';
  most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
  for (at += negative ? 1 : 0; at < end; at++) {
    uint8_t digit = (uint8_t)(value.ptr[at] - '0');
    if (digit > 9 || sum > (most - digit) / 10) return 0;
    sum = sum * 10 + digit;
  }
  *out = negative ? (sum == most ? INT64_MIN : -(int64_t)sum) : (int64_t)sum;
  return 1;
}

RAWI_JSON_FN int rawi_json_number(rawi_bytes value, double *out) {
  char small[64], *text = small;
  size_t at = rawi_json_blank(value, 0), end = rawi_json_skip_number(value, at), len, i;
  const char *point;
  double number;
  if (end == 0) return 0;
  len = end - at;
  if (len >= sizeof small) {
    text = (char *)malloc(len + 1);
    if (text == NULL) return 0;
  }
  memcpy(text, value.ptr + at, len);
  text[len] = 0;
  /* strtod wants the point of the locale, which a program around the plugin may have set. */
  point = localeconv()->decimal_point;
  for (i = 0; i < len; i++) {
    if (text[i] == '.' && point[0] != 0 && point[1] == 0) text[i] = point[0];
  }
  number = strtod(text, NULL);
  if (text != small) free(text);
  if (!isfinite(number)) return 0;
  *out = number;
  return 1;
}

/* ---- writing ---- */

typedef struct {
  uint8_t *ptr;
  size_t len, room;
  int failed;                      /* what was written is no JSON */
  uint32_t depth;
  int comma, after_key;            /* a comma is due before the next; a key stands there */
  char inside[RAWI_JSON_DEPTH];
} rawi_json_text;
#define RAWI_JSON_EMPTY { NULL, 0, 0, 0, 0, 0, 0, { 0 } }

RAWI_JSON_FN void rawi_json_free(rawi_json_text *out) {
  free(out->ptr);
  memset(out, 0, sizeof *out);
}

RAWI_JSON_FN void rawi_json_add(rawi_json_text *out, const void *bytes, size_t len) {
  if (out->failed || len == 0) return;
  if (len > out->room - out->len) {
    size_t room = out->room < 256 ? 256 : out->room;
    uint8_t *grown;
    while (room - out->len < len) {
      if (room > SIZE_MAX / 2) {
        out->failed = 1;
        return;
      }
      room *= 2;
    }
    grown = (uint8_t *)realloc(out->ptr, room);
    if (grown == NULL) {
      out->failed = 1;
      return;
    }
    out->ptr = grown;
    out->room = room;
  }
  memcpy(out->ptr + out->len, bytes, len);
  out->len += len;
}

/* What stands before a value: a comma, if one is due. Values outside of all arrays and objects follow each other without. */
RAWI_JSON_FN void rawi_json_value(rawi_json_text *out) {
  if (out->depth > 0 && out->inside[out->depth - 1] == '{' && !out->after_key) out->failed = 1;
  if (out->comma && out->depth > 0 && !out->after_key) rawi_json_add(out, ",", 1);
  out->comma = 1;
  out->after_key = 0;
}

/* '{' or '['; close it with '}' or ']'. */
RAWI_JSON_FN void rawi_json_open(rawi_json_text *out, char bracket) {
  if ((bracket != '{' && bracket != '[') || out->depth == RAWI_JSON_DEPTH) {
    out->failed = 1;
    return;
  }
  rawi_json_value(out);
  rawi_json_add(out, &bracket, 1);
  out->inside[out->depth++] = bracket;
  out->comma = 0;
}

RAWI_JSON_FN void rawi_json_close(rawi_json_text *out, char bracket) {
  if (out->depth == 0 || out->after_key || bracket != (out->inside[out->depth - 1] == '{' ? '}' : ']')) {
    out->failed = 1;
    return;
  }
  out->depth--;
  rawi_json_add(out, &bracket, 1);
  out->comma = 1;
}

RAWI_JSON_FN void rawi_json_escaped(rawi_json_text *out, rawi_bytes text) {
  size_t from = 0, at;
  rawi_json_add(out, "\"", 1);
  for (at = 0; at < text.len; at++) {
    uint8_t c = text.ptr[at];
    char escape[8];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    rawi_json_add(out, text.ptr + from, at - from);
    from = at + 1;
    if (c == '"' || c == '\\') {
      escape[0] = '\\';
      escape[1] = (char)c;
      rawi_json_add(out, escape, 2);
    } else {
      rawi_json_add(out, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
    }
  }
  rawi_json_add(out, text.ptr + from, text.len - from);
  rawi_json_add(out, "\"", 1);
}

/* The key of the next value, in an object; it ends with a zero. */
RAWI_JSON_FN void rawi_json_key(rawi_json_text *out, const char *key) {
  rawi_bytes text;
  if (out->depth == 0 || out->inside[out->depth - 1] != '{' || out->after_key) out->failed = 1;
  if (out->comma) rawi_json_add(out, ",", 1);
  text.ptr = (const uint8_t *)key;
  text.len = strlen(key);
  rawi_json_escaped(out, text);
  rawi_json_add(out, ":", 1);
  out->after_key = 1;
}

/* Text is UTF-8, as all text of a document is; the host refuses what is not. */
RAWI_JSON_FN void rawi_json_put_text(rawi_json_text *out, rawi_bytes text) {
  rawi_json_value(out);
  rawi_json_escaped(out, text);
}

/* The same of a string that ends with a zero. */
RAWI_JSON_FN void rawi_json_put_string(rawi_json_text *out, const char *string) {
  rawi_bytes text;
  text.ptr = (const uint8_t *)string;
  text.len = strlen(string);
  rawi_json_put_text(out, text);
}

RAWI_JSON_FN void rawi_json_put_int(rawi_json_text *out, int64_t number) {
  char digits[32];
  rawi_json_value(out);
  rawi_json_add(out, digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number));
}

/* As short as it reads back the same; one that is not finite is no JSON. */
RAWI_JSON_FN void rawi_json_put_number(rawi_json_text *out, double number) {
  char digits[40];
  int precision, len = 0, i;
  const char *point = localeconv()->decimal_point;
  if (!isfinite(number)) {
    out->failed = 1;
    return;
  }
  for (precision = 15; precision <= 17; precision++) {
    len = snprintf(digits, sizeof digits, "%.*g", precision, number);
    if (strtod(digits, NULL) == number) break;
  }
  for (i = 0; i < len; i++) {
    if (point[0] != 0 && digits[i] == point[0]) digits[i] = '.';
  }
  rawi_json_value(out);
  rawi_json_add(out, digits, (size_t)len);
}

RAWI_JSON_FN void rawi_json_put_bool(rawi_json_text *out, int yes) {
  rawi_json_value(out);
  rawi_json_add(out, yes ? "true" : "false", yes ? 4 : 5);
}

RAWI_JSON_FN void rawi_json_put_null(rawi_json_text *out) {
  rawi_json_value(out);
  rawi_json_add(out, "null", 4);
}

/* A place in the text, as fields of kind span have it: [start, end], in bytes. */
RAWI_JSON_FN void rawi_json_put_range(rawi_json_text *out, uint32_t start, uint32_t end) {
  rawi_json_open(out, '[');
  rawi_json_put_int(out, start);
  rawi_json_put_int(out, end);
  rawi_json_close(out, ']');
}

#endif
