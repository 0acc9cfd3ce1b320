"""What the tests share: the pipeline `news`, and the reports that the repository has of its own."""

import csv
import os
from pathlib import Path

import pytest

import rawi

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def news():
    return rawi.Pipeline("news")


@pytest.fixture(scope="session")
def quick():
    """A pipeline without a learned model."""
    stages = [{"uses": "normalizer"}, {"uses": "segmenter"}, {"uses": "tagger", "model": "none"}, {"uses": "dates"}, {"uses": "numbers"}]
    return rawi.Pipeline({"stage": stages})


@pytest.fixture(scope="session")
def seeds():
    """The bundled reports as dicts with `id`, `text` and metadata."""
    with open(ROOT / "seeds" / "meta.tsv", encoding="utf-8", newline="") as file:
        meta = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
    found = []
    for name in sorted(os.listdir(ROOT / "seeds")):
        if name.endswith(".txt"):
            text = (ROOT / "seeds" / name).read_bytes().decode("utf-8")
            found.append({**meta[name[:-4]], "text": text})
    assert len(found) == 5
    return found


@pytest.fixture(scope="session")
def odd_texts():
    """10,000 texts in which bytes, characters and what is seen differ: marks, ligatures, presentation forms, emoji, CRLF."""
    import random

    pieces = [
        "وَصَلَ الوَفْدُ إلى بَيْرُوت",
        "قال سامي الأحمد إنّ ٣٠٠٠ شخص",
        "في 15 مايو 2020",
        "\u200fـــ",
        "ﷺ ﷲ ﻻ ﻷ ﻲﻓ",
        "👩‍👩‍👧 🇱🇧 𝔸𐎀",
        "e\u0301 ك\u0651\u064e\u0640ت",
        "\r\n",
        "\n\n",
        "«لا شيء»",
        "دمشق، حلب؛ وبيروت.",
        "3.5 مليون دولار",
        "\ufeff",
        "كتــــاب",
        "١٢٫٥٪",
    ]
    pick = random.Random(14)
    texts = ["".join(pick.choice(pieces) + pick.choice(["", " ", "، ", "."]) for _ in range(pick.randrange(1, 12))) for _ in range(10_000)]
    assert len({text for text in texts}) > 9_000
    return texts
