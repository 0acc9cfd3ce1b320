#!/usr/bin/env bash
# ICU reads 1,500 as one and a half in most Arab countries, and as 1500 in `ar` and in the Emirates.
#
# Expected: where numbers are written ١٬٥٠٠ and ١٫٥, a Latin comma is neither of the two separators: «1,500», as the press prints it there, is refused, or is
# taken for the grouping that a comma between thousands is everywhere but in the west of the Arab world.
# What happens: the decimal separator U+066B counts among ICU's commas, and to the parser all commas are one. So in ar_EG, ar_SA, ar_SY, ar_IQ and all
# locales with the digits ٠ to ٩ a comma is the decimal one: «1,500» and «١,٥٠٠» are 1.5, «12,750» is 12.75, each read to its end and without an
# error, and the point groups: «1.500» is 1500. «1,234,567» is 1.234, and reading stops at the second comma. `setLenient(False)` changes none of it. The same ICU
# reads «1,500» as 1500 in `ar`, `ar_AE` and with `@numbers=latn`. Babel, by the same data, reads 1500 in ar_EG and ar_SY, and 1.500 in ar_LB.
# Who meets it: whoever parses numbers by the reader's or the outlet's country: forms and imports on Android and in PHP, whose parsers are ICU's. Figures of
# four digits become a thousandth.
# Versions: ICU 77.1 in PyICU 2.15.2 (pyicu-wheels), Babel 2.18.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyicu-wheels==2.15.2 babel==2.18.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import babel
import icu
from babel.numbers import parse_decimal

print("ICU", icu.ICU_VERSION, "Babel", babel.__version__)
texts = ["1,500", "١,٥٠٠", "12,750", "1.500", "١٬٥٠٠"]
latin, eastern = [1500, 1500, 12750, 1.5, 1500], [1.5, 1.5, 12.75, 1500, 1500]
locales = {"en": latin, "ar": latin, "ar_AE": latin, "ar_SY@numbers=latn": latin} | dict.fromkeys(["ar_EG", "ar_IQ", "ar_SA", "ar_SY", "ar_LB"], eastern)


def read(text, locale, lenient=True):
    """The number, and how many characters it took."""
    numbers = icu.NumberFormat.createInstance(icu.Locale(locale))
    numbers.setLenient(lenient)
    at = icu.ParsePosition(0)
    return numbers.parse(text, at).getDouble(), at.getIndex()


for locale, seen in locales.items():
    print("ICU", locale, {text: read(text, locale)[0] for text in texts})
    for text, value in zip(texts, seen):
        assert read(text, locale) == read(text, locale, lenient=False) == (value, len(text)), "this has changed"
print("ICU ar_EG 1,234,567 ->", read("1,234,567", "ar_EG"))
assert read("1,234,567", "ar_EG") == (1.234, 5), "this has changed"
by_babel = {locale: float(parse_decimal("1,500", locale=locale)) for locale in ["ar", "ar_EG", "ar_SY", "ar_LB"]}
print("Babel 1,500 ->", by_babel)
assert by_babel == {"ar": 1500, "ar_EG": 1500, "ar_SY": 1500, "ar_LB": 1.5}, "this has changed"
PYTHON
