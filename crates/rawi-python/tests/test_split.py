"""Sentences and chunks."""

import pytest

import rawi


def test_sentences_are_those_of_the_segmenter(news, seeds):
    for seed in seeds:
        assert rawi.sentences(seed["text"]) == [row.text for row in news(seed["text"]).sentences]
    assert rawi.sentences("") == []


@pytest.mark.parametrize("size, overlap", [(1, 0), (7, 3), (40, 0), (120, 60), (300, 299), (100_000, 10)])
def test_chunks_hold_every_sentence_and_are_not_too_long(seeds, odd_texts, size, overlap):
    segmenter = rawi.Pipeline({"stage": [{"uses": "segmenter"}]})
    for text in [seed["text"] for seed in seeds] + odd_texts[:60] + ["ك" * 50 + " كلمة " * 20]:
        places = rawi.chunks(text, size, overlap=overlap, spans=True)
        assert [text[s:e] for s, e in places] == rawi.chunks(text, size, overlap=overlap)
        assert all(0 < e - s <= size for s, e in places)
        assert all(a < b and c < d for (a, c), (b, d) in zip(places, places[1:])), "always on"
        covered = set().union(*(range(s, e) for s, e in places)) if places else set()
        for row in segmenter(text).sentences:
            assert not [i for i in range(row.start, row.end) if i not in covered and not text[i].isspace()]


def test_chunks_overlap_by_whole_sentences():
    text = "وصل الوفد إلى المدينة. عقد الوزير اجتماعا هناك. غادر الجميع مساء. انتهى الخبر هنا."
    first, second = rawi.chunks(text, 50, overlap=30)[:2]
    assert first.endswith("عقد الوزير اجتماعا هناك.") and second.startswith("عقد الوزير اجتماعا هناك.")


def test_sizes_that_are_none_are_told():
    with pytest.raises(rawi.InputError, match="size=0"):
        rawi.chunks("نص", 0)
    with pytest.raises(rawi.InputError, match="overlap=5; it is at least 0 and less than the size, 5"):
        rawi.chunks("نص", 5, overlap=5)
