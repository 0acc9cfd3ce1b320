/* The stage `weapons`: weapon systems and ammunition named in a report, with their class and usual name.
 *
 * It reads the layer `tokens` and gives a layer `weapons` of JSON rows {"class": "mine", "name": "لغم"}. What a word means
 * stands in lexicon.h; this file folds letters, takes off proclitics, and looks words up. A stage is one arena that is
 * filled by create() and never changes, so that any number of threads may read it; process() makes one block a document. */
#include "lexicon.h"
#include "rawi_stage.h"
#include <stdlib.h>
#include <string.h>

#define STR(s) { (const uint8_t *)(s), sizeof(s) - 1 }
#define MAX_LETTERS 24 /* of a word; the longest form of the lexicon has 17 */
#define MAX_WORDS 4    /* of a pattern */
#define MAX_ENTRIES 4096
#define BUCKETS 4096

/* Letters: UTF-16 units of the Basic Multilingual Plane, folded. */
typedef uint16_t letter;

typedef struct {
  letter letters[MAX_LETTERS];
  uint32_t at[MAX_LETTERS]; /* where each begins, in bytes of the word */
  uint32_t count;           /* MAX_LETTERS + 1: more than any word of the lexicon has */
  int shadda;
} word;

typedef struct form { /* a form of a word of a pattern */
  const struct form *next;
  const struct pattern *pattern; /* of a first word */
  const letter *letters;
  uint32_t count;
} form;

typedef struct pattern {
  const form *rest[MAX_WORDS - 1]; /* the forms of its other words */
  uint32_t words, entry;
  int shadda;
} pattern;

typedef struct chunk {
  struct chunk *next;
  size_t used, size;
} chunk;

typedef struct {
  chunk *chunks;
  const form *buckets[BUCKETS];
  uint32_t wanted;  /* classes, a bit each */
  uint32_t entries; /* of the lexicon and of `extra` */
  rawi_bytes json[MAX_ENTRIES]; /* the value of each, without one for words that only block */
  uint8_t kinds[MAX_ENTRIES];
} stage;

/* ---- letters ---- */

/* The code point at *p, which moves behind it. The host gives valid UTF-8. */
static uint32_t decode(const uint8_t **p, const uint8_t *end) {
  const uint8_t *s = *p;
  uint32_t c = s[0];
  size_t more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
  if ((size_t)(end - s) <= more) {
    *p = end;
    return 0xFFFD;
  }
  if (more) c &= 0x3Fu >> more;
  *p = s + more + 1;
  while (more--) c = c << 6 | (*++s & 0x3Fu);
  return c;
}

static int is_ignored(uint32_t c) {
  return (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x6D6 && c <= 0x6ED) /* marks */
      || c == 0x640                                                                                          /* tatweel */
      || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060            /* bidi */
      || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* Presentation forms, by the first form of each letter; what lies between belongs to the letter before. */
static const struct { uint16_t first; letter letter; } FORMS[] = {
  { 0xFE80, 0x621 }, { 0xFE81, 0x622 }, { 0xFE83, 0x623 }, { 0xFE85, 0x624 }, { 0xFE87, 0x625 }, { 0xFE89, 0x626 },
  { 0xFE8D, 0x627 }, { 0xFE8F, 0x628 }, { 0xFE93, 0x629 }, { 0xFE95, 0x62A }, { 0xFE99, 0x62B }, { 0xFE9D, 0x62C },
  { 0xFEA1, 0x62D }, { 0xFEA5, 0x62E }, { 0xFEA9, 0x62F }, { 0xFEAB, 0x630 }, { 0xFEAD, 0x631 }, { 0xFEAF, 0x632 },
  { 0xFEB1, 0x633 }, { 0xFEB5, 0x634 }, { 0xFEB9, 0x635 }, { 0xFEBD, 0x636 }, { 0xFEC1, 0x637 }, { 0xFEC5, 0x638 },
  { 0xFEC9, 0x639 }, { 0xFECD, 0x63A }, { 0xFED1, 0x641 }, { 0xFED5, 0x642 }, { 0xFED9, 0x643 }, { 0xFEDD, 0x644 },
  { 0xFEE1, 0x645 }, { 0xFEE5, 0x646 }, { 0xFEE9, 0x647 }, { 0xFEED, 0x648 }, { 0xFEEF, 0x649 }, { 0xFEF1, 0x64A }
};

static letter fold(uint32_t c) {
  size_t i;
  if (c >= 0xFE80 && c <= 0xFEF4) {
    for (i = 0; i + 1 < sizeof FORMS / sizeof FORMS[0] && FORMS[i + 1].first <= c;) i++;
    c = FORMS[i].letter;
  }
  if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671) return 0x627; /* alif */
  if (c == 0x649 || c == 0x6CC) return 0x64A;                             /* ya */
  if (c == 0x629) return 0x647;                                           /* ta marbuta */
  if (c == 0x6A9) return 0x643;                                           /* kaf */
  if (c >= 0x660 && c <= 0x669) return (letter)(c - 0x660 + '0');
  if (c >= 0x6F0 && c <= 0x6F9) return (letter)(c - 0x6F0 + '0');
  if (c >= 'A' && c <= 'Z') return (letter)(c + ('a' - 'A'));
  return c > 0xFFFF ? 0xFFFF : (letter)c;
}

static void put(word *w, letter l, uint32_t at) {
  if (w->count < MAX_LETTERS) {
    w->letters[w->count] = l;
    w->at[w->count] = at;
    w->count++;
  } else {
    w->count = MAX_LETTERS + 1;
  }
}

static void read_word(const uint8_t *bytes, size_t len, word *w) {
  const uint8_t *p = bytes, *end = bytes + len;
  w->count = 0;
  w->shadda = 0;
  while (p < end && w->count <= MAX_LETTERS) {
    uint32_t at = (uint32_t)(p - bytes), c = decode(&p, end);
    if (c == 0x651) w->shadda = 1;
    if (is_ignored(c)) continue;
    if (c >= 0xFEF5 && c <= 0xFEFC) { /* lam and alif in one */
      put(w, 0x644, at);
      put(w, 0x627, at);
      continue;
    }
    put(w, fold(c), at);
  }
}

/* ---- the arena ---- */

static void *keep(stage *s, size_t size) {
  chunk *c = s->chunks;
  size = (size + 15) & ~(size_t)15;
  if (!c || c->size - c->used < size) {
    size_t room = size > 65536 ? size : 65536;
    c = malloc(sizeof(chunk) + 16 + room);
    if (!c) return NULL;
    c->next = s->chunks;
    c->used = 0;
    c->size = room;
    s->chunks = c;
  }
  c->used += size;
  return (uint8_t *)(c + 1) + (16 - sizeof(chunk) % 16) % 16 + c->used - size;
}

static void destroy(void *state) {
  stage *s = state;
  chunk *c = s ? s->chunks : NULL;
  while (c) {
    chunk *next = c->next;
    free(c);
    c = next;
  }
  free(s);
}

/* ---- the lexicon ---- */

static uint32_t bucket(const letter *letters, uint32_t count) {
  uint32_t hash = 2166136261u;
  while (count--) hash = (hash ^ *letters++) * 16777619u;
  return (hash ^ hash >> 15) % BUCKETS;
}

/* Adds a form to a pattern's first word (where there is no list) or to the list. */
static int add_form(stage *s, const pattern *of, const form **list, const letter *stem, uint32_t count, const char *ending) {
  letter letters[MAX_LETTERS];
  letter *kept;
  form *f;
  const uint8_t *p = (const uint8_t *)ending, *end = p + strlen(ending);
  if (count > MAX_LETTERS) return 1;
  memcpy(letters, stem, count * sizeof(letter));
  while (p < end) {
    if (count == MAX_LETTERS) return 1; /* no text has it: see read_word */
    letters[count++] = fold(decode(&p, end));
  }
  kept = keep(s, count * sizeof(letter));
  f = keep(s, sizeof(form));
  if (!kept || !f) return 0;
  memcpy(kept, letters, count * sizeof(letter));
  f->letters = kept;
  f->count = count;
  f->pattern = of;
  if (!list) list = &s->buckets[bucket(kept, count)];
  f->next = *list;
  *list = f;
  return 1;
}

/* Adds a word with its endings. */
static int add_forms(stage *s, const pattern *of, const form **list, const uint8_t *bytes, size_t len) {
  static const char *const AFTER_TA[] = { "تان", "تين", "ات", "اتي", "اته", "اتها", "اتهم", "اتنا", "ته", "تها", "تهم", "تنا", "تي", NULL };
  static const char *const PLAIN[] = { "ا", "ان", "ين", "ه", "ها", "هم", "هما", "نا", "كم", NULL };
  const char *const *ending = PLAIN;
  word w;
  uint32_t count;
  read_word(bytes, len, &w);
  if (w.count == 0 || w.count > MAX_LETTERS) return 1;
  if (!add_form(s, of, list, w.letters, w.count, "")) return 0;
  /* Names and numbers take no ending, and a word in two letters is a part of a name. */
  if (w.letters[0] < 0x621 || w.count < 3) return 1;
  count = w.count;
  if (w.letters[count - 1] == 0x647) {
    ending = AFTER_TA;
    count--;
  }
  for (; *ending; ending++)
    if (!add_form(s, of, list, w.letters, count, *ending)) return 0;
  return 1;
}

/* Adds one pattern: words with blanks between, alternatives with / between. */
static int add_pattern(stage *s, uint32_t entry, const uint8_t *p, const uint8_t *end, int alternatives) {
  pattern *of = keep(s, sizeof(pattern));
  if (!of) return 0;
  memset(of, 0, sizeof *of);
  of->entry = entry;
  if (p < end && alternatives && *p == '!') {
    of->shadda = 1;
    p++;
  }
  while (p < end && of->words < MAX_WORDS) {
    const uint8_t *from = p;
    while (p < end && *p != ' ' && !(alternatives && *p == '/')) p++;
    if (p > from && !add_forms(s, of, of->words ? &of->rest[of->words - 1] : NULL, from, (size_t)(p - from))) return 0;
    if (p == end || *p == ' ') of->words++;
    while (p < end && *p == ' ') p++;
    if (p < end && *p == '/') p++;
  }
  return 1;
}

static int put_json(stage *s, uint32_t entry, const char *kind, rawi_bytes name) {
  uint8_t *bytes = keep(s, name.len * 6 + 64), *p = bytes;
  size_t i;
  if (!bytes) return 0;
  memcpy(p, "{\"class\":\"", 10), p += 10;
  memcpy(p, kind, strlen(kind)), p += strlen(kind);
  memcpy(p, "\",\"name\":\"", 10), p += 10;
  for (i = 0; i < name.len; i++) {
    uint8_t c = name.ptr[i];
    if (c == '"' || c == '\\') *p++ = '\\', *p++ = c;
    else if (c < 0x20) memcpy(p, "\\u00", 4), p += 4, *p++ = (uint8_t)('0' + c / 16), *p++ = (uint8_t) "0123456789abcdef"[c % 16];
    else *p++ = c;
  }
  *p++ = '"', *p++ = '}';
  s->json[entry].ptr = bytes;
  s->json[entry].len = (size_t)(p - bytes);
  return 1;
}

static int add_lexicon(stage *s) {
  uint32_t i;
  for (i = 0; i < ENTRIES; i++) {
    const uint8_t *p = (const uint8_t *)LEXICON[i].patterns, *end = p + strlen(LEXICON[i].patterns);
    rawi_bytes name = { (const uint8_t *)LEXICON[i].name, strlen(LEXICON[i].name) };
    s->kinds[i] = (uint8_t)LEXICON[i].kind;
    if (LEXICON[i].kind != BLOCK && !put_json(s, i, CLASS_NAMES[LEXICON[i].kind], name)) return 0;
    while (p < end) {
      const uint8_t *from = p;
      while (p < end && *p != '|') p++;
      if (!add_pattern(s, i, from, p, 1)) return 0;
      if (p < end) p++;
    }
  }
  s->entries = (uint32_t)ENTRIES;
  return 1;
}

/* ---- the options: {"classes": ["mine"], "extra": ["..."]} ---- */

typedef struct { const uint8_t *p, *end; } json;

static int next_is(json *j, uint8_t c) {
  while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\n' || *j->p == '\r')) j->p++;
  if (j->p == j->end || *j->p != c) return 0;
  j->p++;
  return 1;
}

/* Reads a string into the arena, its escapes resolved. */
static int read_string(stage *s, json *j, rawi_bytes *text) {
  uint8_t *bytes, *out;
  if (!next_is(j, '"')) return 0;
  bytes = out = keep(s, (size_t)(j->end - j->p) + 1);
  if (!bytes) return 0;
  while (j->p < j->end && *j->p != '"') {
    uint8_t c = *j->p++;
    if (c == '\\' && j->p < j->end) {
      c = *j->p++;
      if (c == 'u') {
        uint32_t code = 0;
        int i;
        for (i = 0; i < 4 && j->p < j->end; i++) {
          uint8_t d = *j->p++;
          code = code << 4 | (uint32_t)(d <= '9' ? d - '0' : (d | 32) - 'a' + 10);
        }
        /* A half of a pair stands for nothing that a word has. */
        if (code >= 0xD800 && code <= 0xDFFF) code = 0xFFFD;
        if (code < 0x80) *out++ = (uint8_t)code;
        else if (code < 0x800) *out++ = (uint8_t)(0xC0 | code >> 6), *out++ = (uint8_t)(0x80 | (code & 0x3F));
        else *out++ = (uint8_t)(0xE0 | code >> 12), *out++ = (uint8_t)(0x80 | (code >> 6 & 0x3F)), *out++ = (uint8_t)(0x80 | (code & 0x3F));
        continue;
      }
      c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
    }
    *out++ = c;
  }
  text->ptr = bytes;
  text->len = (size_t)(out - bytes);
  return next_is(j, '"');
}

static int is(rawi_bytes text, const char *other) {
  return text.len == strlen(other) && memcmp(text.ptr, other, text.len) == 0;
}

/* NULL, or what is wrong. */
static const char *add_class(stage *s, rawi_bytes name) {
  uint32_t i;
  for (i = 0; i < CLASSES; i++)
    if (is(name, CLASS_NAMES[i])) {
      s->wanted |= 1u << i;
      return NULL;
    }
  return "`classes` has an unknown class; `rawi stages weapons` lists them";
}

static const char *add_extra(stage *s, rawi_bytes words) {
  uint32_t entry = s->entries, count = 0;
  const uint8_t *p = words.ptr, *end = p + words.len;
  while (p < end) {
    const uint8_t *from = p;
    word w;
    while (p < end && *p != ' ') p++;
    read_word(from, (size_t)(p - from), &w);
    if (w.count > MAX_LETTERS) return "`extra` has a word of more than 24 letters";
    if (p > from && w.count == 0) return "`extra` has a word without a letter";
    count += p > from;
    if (p < end) p++;
  }
  if (count == 0 || count > MAX_WORDS) return "an entry of `extra` has one to four words";
  if (entry == MAX_ENTRIES) return "`extra` has too many entries";
  s->kinds[entry] = GENERAL;
  s->entries++;
  if (!put_json(s, entry, "extra", words) || !add_pattern(s, entry, words.ptr, words.ptr + words.len, 0)) return "out of memory";
  return NULL;
}

static const char *read_options(stage *s, rawi_bytes config) {
  json j;
  j.p = config.ptr;
  j.end = config.ptr + config.len;
  if (!next_is(&j, '{')) return "the options are no object";
  if (next_is(&j, '}')) return NULL;
  do {
    rawi_bytes key, item;
    const char *wrong = NULL;
    int classes;
    if (!read_string(s, &j, &key) || !next_is(&j, ':') || !next_is(&j, '[')) return "the options are lists: `classes`, `extra`";
    classes = is(key, "classes");
    if (!classes && !is(key, "extra")) return "the options are `classes` and `extra`";
    if (classes) s->wanted = 0;
    if (next_is(&j, ']')) continue;
    do {
      if (!read_string(s, &j, &item)) return "`classes` and `extra` hold strings";
      wrong = classes ? add_class(s, item) : add_extra(s, item);
      if (wrong) return wrong;
    } while (next_is(&j, ','));
    if (!next_is(&j, ']')) return "a list in the options does not end";
  } while (next_is(&j, ','));
  return next_is(&j, '}') ? NULL : "the options do not end";
}

/* ---- looking words up ---- */

static int equal(const word *w, uint32_t from, const form *f) {
  return w->count - from == f->count && memcmp(w->letters + from, f->letters, f->count * sizeof(letter)) == 0;
}

static int has_article(const word *w, uint32_t at) {
  return w->count > at + 3 && w->letters[at] == 0x627 && w->letters[at + 1] == 0x644;
}

static void read_token(const rawi_call *call, const rawi_token *t, word *w) {
  read_word(call->source.ptr + t->start, t->end - t->start, w);
}

/* Whether one line holds both tokens with nothing else between. */
static int adjacent(const rawi_call *call, const rawi_token *a, const rawi_token *b) {
  return memchr(call->source.ptr + a->end, '\n', b->start - a->end) == NULL;
}

static int is_hyphen(const rawi_call *call, const rawi_token *t) {
  const uint8_t *p = call->source.ptr + t->start;
  uint32_t c = decode(&p, call->source.ptr + t->end);
  return t->kind == RAWI_PUNCTUATION && (c == '-' || (c >= 0x2010 && c <= 0x2014));
}

/* Behind the last token of the pattern whose first word is token `i`; 0 if it is not there. */
static size_t rest(const rawi_call *call, const pattern *of, const rawi_token *tokens, size_t count, size_t i) {
  uint32_t k;
  for (k = 0; k + 1 < of->words; k++) {
    const form *f;
    word w;
    size_t next = i + 1;
    /* إس-300 */
    if (next < count && is_hyphen(call, &tokens[next]) && tokens[next].start == tokens[i].end) next++;
    if (next >= count || !adjacent(call, &tokens[i], &tokens[next])) return 0;
    read_token(call, &tokens[next], &w);
    for (f = of->rest[k]; f; f = f->next)
      if (equal(&w, 0, f) || (has_article(&w, 0) && equal(&w, 2, f))) break;
    if (!f) return 0;
    i = next;
  }
  return i + 1;
}

typedef struct {
  size_t end;        /* behind its last token; 0: none */
  const pattern *of;
  uint32_t start;    /* bytes from the token's start */
} found;

/* Looks the word up from letter `at` on, and keeps what is longer than `best`. */
static void look(const stage *s, const rawi_call *call, const rawi_token *tokens, size_t count, size_t i, const word *w, uint32_t at,
                 uint32_t start, found *best) {
  const form *f;
  if (w->count < at + 2) return;
  for (f = s->buckets[bucket(w->letters + at, w->count - at)]; f; f = f->next) {
    size_t end;
    if (!equal(w, at, f) || (f->pattern->shadda && !w->shadda)) continue;
    end = rest(call, f->pattern, tokens, count, i);
    /* Of two that are equally long the one that stands first in the lexicon. */
    if (end > best->end || (end && end == best->end && f->pattern->entry < best->of->entry)) {
      best->end = end;
      best->of = f->pattern;
      best->start = w->at[start];
    }
  }
}

static found find(const stage *s, const rawi_call *call, const rawi_token *tokens, size_t count, size_t i) {
  found best = { 0, NULL, 0 };
  word w;
  uint32_t conjunction, preposition;
  read_token(call, &tokens[i], &w);
  if (w.count < 2 || w.count > MAX_LETTERS) return best;
  /* و ف, then ب ل ك, then ال, of which للـ leaves one lam. The word as it stands comes first: بندقية begins with no ب. */
  for (conjunction = 0; conjunction < 2; conjunction++) {
    if (conjunction && w.letters[0] != 0x648 && w.letters[0] != 0x641) break;
    for (preposition = 0; preposition < 2; preposition++) {
      uint32_t at = conjunction + preposition;
      letter p = w.letters[at ? at - 1 : 0];
      if (at >= w.count || (preposition && p != 0x628 && p != 0x644 && p != 0x643)) break;
      look(s, call, tokens, count, i, &w, at, at, &best);
      if (has_article(&w, at)) look(s, call, tokens, count, i, &w, at + 2, at, &best);
      if (preposition && p == 0x644 && w.letters[at] == 0x644) look(s, call, tokens, count, i, &w, at + 1, at, &best);
    }
  }
  return best;
}

static rawi_status process(void *state, rawi_call *call) {
  const stage *s = state;
  const rawi_data *input = &call->inputs[0];
  const rawi_token *tokens = input->rows;
  static const rawi_range nowhere = { 0, 0 };
  static const rawi_bytes memory = STR("out of memory");
  size_t i, rows = 0, heap = 0, room = 0;
  rawi_data output = { NULL, 0, { NULL, 0 }, sizeof(rawi_json), 1 };
  rawi_json *row;
  uint8_t *bytes;
  rawi_text *given;
  rawi_status status;
  uint32_t e;
  if (input->count == 0) return RAWI_OK;
  for (e = 0; e < s->entries; e++) room += s->json[e].len;
  /* One block: a row for every token at most, where each value stands in the heap, the heap. */
  row = malloc(input->count * sizeof(rawi_json) + s->entries * sizeof(rawi_text) + room);
  if (!row) return call->host->fail(call, RAWI_BLAME_BUG, nowhere, memory);
  given = (rawi_text *)(row + input->count);
  bytes = (uint8_t *)(given + s->entries);
  for (e = 0; e < s->entries; e++) given[e].offset = RAWI_NO_TEXT;
  for (i = 0; i < input->count;) {
    found hit = { 0, NULL, 0 };
    if (tokens[i].kind == RAWI_WORD || tokens[i].kind == RAWI_LATIN) hit = find(s, call, tokens, input->count, i);
    if (!hit.end) {
      i++;
      continue;
    }
    e = hit.of->entry;
    if (s->kinds[e] != BLOCK && (s->wanted >> s->kinds[e] & 1 || e >= ENTRIES)) {
      if (given[e].offset == RAWI_NO_TEXT) {
        memcpy(bytes + heap, s->json[e].ptr, s->json[e].len);
        given[e].offset = (uint32_t)heap;
        given[e].len = (uint32_t)s->json[e].len;
        heap += s->json[e].len;
      }
      row[rows].start = tokens[i].start + hit.start;
      row[rows].end = tokens[hit.end - 1].end;
      row[rows].value = given[e];
      rows++;
    }
    i = hit.end;
  }
  output.rows = row;
  output.count = rows;
  output.heap.ptr = bytes;
  output.heap.len = heap;
  status = call->host->emit(call, 0, &output);
  free(row);
  return status;
}

/* ---- the plugin ---- */

static rawi_status create(rawi_setup *setup, void **state) {
  stage *s = calloc(1, sizeof(stage));
  const char *wrong = "out of memory";
  rawi_bytes message;
  if (s) {
    s->wanted = ~0u;
    wrong = add_lexicon(s) ? read_options(s, setup->config) : wrong;
  }
  if (wrong) {
    message.ptr = (const uint8_t *)wrong;
    message.len = strlen(wrong);
    destroy(s);
    return setup->host->refuse(setup, message);
  }
  *state = s;
  return RAWI_OK;
}

static rawi_bytes schema(void) {
  static const rawi_bytes text = STR(
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"classes\":{\"type\":\"array\",\"description\":\"Only these classes; all by default.\",\"items\":{\"enum\":["
    "\"missile\",\"rocket\",\"drone\",\"mortar\",\"artillery\",\"small-arms\",\"ammunition\",\"explosive\",\"mine\",\"armour\","
    "\"aircraft\",\"air-defence\",\"naval\",\"chemical\",\"nuclear\",\"general\"]}},"
    "\"extra\":{\"type\":\"array\",\"description\":\"More words to find, of class `extra`: one word, or several with blanks between.\","
    "\"items\":{\"type\":\"string\"},\"default\":[]}}}");
  return text;
}

static const rawi_ports *ports(void *state) {
  static const rawi_port inputs[] = { { STR("tokens"), STR(RAWI_TOKEN_ROWS), RAWI_LAYER, 0 } };
  static const rawi_port outputs[] = { { STR("weapons"), STR(RAWI_JSON_ROWS), RAWI_LAYER, 0 } };
  static const rawi_bytes schemas[] = { STR(
    "{\"fields\":[{\"name\":\"class\",\"kind\":\"text\",\"doc\":\"What kind of weapon it is.\"},"
    "{\"name\":\"name\",\"kind\":\"text\",\"doc\":\"Its usual name.\"}]}"
  ) };
  static const rawi_ports all = { sizeof(rawi_ports), 1, 1, 0, inputs, outputs, NULL, schemas };
  (void)state;
  return &all;
}

/* The example that `rawi stages weapons` prints: the first case of cases/weapons.md. */
#define EXAMPLE \
  "```toml\n[[stage]]\nuses = \"segmenter\"\n\n[[stage]]\nuses = \"weapons\"\n```\n\n" \
  "## a weapon with its article\n\n" \
  "```text\nعثر الجنود على البندقية والمسدس قرب الباب.\n```\n\n" \
  "```transcript\nline  عثر الجنود على البندقية والمسدس قرب الباب.\n" \
  "  weapons 27..43 class=small-arms  البندقية\n    .name  بندقية\n" \
  "  weapons 46..58 class=small-arms  المسدس\n    .name  مسدس\n```\n"

static const rawi_stage weapons = {
  sizeof(rawi_stage), 0, STR("weapons"), STR("0.1.0"), STR("weapons and ammunition, with their class"), STR(EXAMPLE),
  schema, create, ports, process, destroy
};
static const rawi_stage *const stages[] = { &weapons };

RAWI_EXPORT const rawi_plugin rawi_plugin_v1 = {
  RAWI_MAGIC, sizeof(rawi_plugin), RAWI_ABI_MAJOR, RAWI_ABI_MINOR, RAWI_LAYOUT, 1,
  STR("weapons"), STR("0.1.0"), STR("cc"), stages
};
