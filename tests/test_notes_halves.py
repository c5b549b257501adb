"""The two labelled halves of short notes are alike in make-up, share no note, and use the outcomes that the program knows."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from salescli.core import model

HALVES = [
    yaml.safe_load((Path(__file__).parent / "notes" / f"{name}.yaml").read_text("utf-8")) for name in ("tune", "kept")
]
KEYS = {"text", "lang", "outcome", "day", "amount", "phone", "left", "joined"}


@pytest.mark.parametrize("half", HALVES, ids=["tune", "kept"])
def test_each_note_is_labelled_in_known_words(half: list[dict[str, Any]]) -> None:
    for note in half:
        assert KEYS.issuperset(note)
        assert note["outcome"] in {*model.OUTCOMES, "none"} - {"answered"}
        assert note["lang"] in model.LANGUAGES


def test_no_note_stands_in_both_halves_and_they_are_made_up_alike() -> None:
    tune, kept = HALVES
    texts = [note["text"] for note in tune + kept]
    assert len(texts) == len(set(texts)) >= 440
    counts = [Counter((note["lang"], note["outcome"], "day" in note) for note in half) for half in HALVES]
    assert all(abs(counts[0][key] - counts[1][key]) <= 1 for key in {*counts[0], *counts[1]})
