#!/usr/bin/env bash
# datatrove's MinHash takes each day's figures for a copy of the first day's, and keeps one day.
#
# Expected: MinHash with its defaults (5-grams, 14 buckets of 8 hashes) drops texts that share about four fifths of their 5-grams. Bulletins that have another figure in
# nearly every 5-gram are far from that.
# What happens: before it counts, `simplify_text` makes each number a 0, in any digits: 312, ١٬٥٠٠ and 3.5 are all 0. Three bulletins of one form with nine different
# figures have equal signatures, in all buckets, as if they were copied: the first is kept and the others are dropped as duplicates. So it goes with a toll that was
# raised, rates of a currency, results of a round. `MinhashConfig(norm_config=TextNormConfig(norm_numbers=False))` keeps the three; the numbers are then compared, and nothing else
# changes. The filters by sentences and by Bloom have the same default.
# Who meets it: whoever deduplicates news before figures are read out of them. What is lost is just what was new. Numbers in words are compared.
# Versions: datatrove 0.10.1 with spaCy 3.8.18, whose Arabic tokenizer it takes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check datatrove==0.10.1 spacy==3.8.18 tokenizers==0.23.3 regex==2026.11.19 xxhash==3.8.2
FOLDER="$folder" "$folder/venv/bin/python" -W ignore - <<'PYTHON' 2>"$folder/log" || { cat "$folder/log"; exit 1; }
import os
from importlib.metadata import version

from datatrove.data import Document
from datatrove.pipeline.dedup import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.utils.text import TextNormConfig, ngrams

bulletins = [
    f"سجل المستشفى اليوم {new} إصابة جديدة وشفاء {well} مريضا ووفاة {dead} آخرين في المدينة"
    for new, well, dead in [("312", "280", "7"), ("1,045", "96", "21"), ("٥٨", "٤٤٠", "٣")]
]
other = "افتتحت البلدية صباح اليوم حديقة جديدة قرب النهر بعد عامين من العمل فيها"


def kept(name, config):
    """Which of the texts are left."""
    at = lambda step: os.path.join(os.environ["FOLDER"], name, step)
    documents = lambda: iter([Document(text=text, id=str(number)) for number, text in enumerate([*bulletins, other])])
    MinhashDedupSignature(at("signatures"), config=config, language="arb_Arab").run(documents())
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(at("signatures"), at("buckets"), config=config).run(rank=bucket, world_size=config.num_buckets)
    MinhashDedupCluster(at("buckets"), at("removed"), config=config).run()
    return [int(document.id) for document in MinhashDedupFilter(at("removed")).run(documents(), rank=0, world_size=1)]


print("datatrove", version("datatrove"), "spaCy", version("spacy"))
print(*bulletins, sep="\n")
first, second = (set(ngrams(text.split(), 5)) for text in bulletins[:2])
print("5-grams that the first two share:", len(first & second), "of", len(first | second))
assert len(first & second) * 5 < len(first | second)
defaults, numbers = kept("defaults", MinhashConfig()), kept("numbers", MinhashConfig(norm_config=TextNormConfig(norm_numbers=False)))
print("kept by default:", defaults, "with norm_numbers=False:", numbers)
assert defaults == [0, 3], "this has changed"
assert numbers == [0, 1, 2, 3]
PYTHON
