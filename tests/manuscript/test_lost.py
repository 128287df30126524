"""``damage = "allow"`` makes a book of a text with lost characters: each is a visible 〓, told and on record."""

from __future__ import annotations

import pytest

from publish.findings import PublishError
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.text import read
from publish.manuscript.repairs.repair import repair


@pytest.mark.parametrize("text", ["长安\ufffd的银行。", "\ufffd长安街。", "长安街\ufffd\ufffd。", "长\ufffd街\ufffd行。"])
def test_a_lost_character_is_shown(text):
    options = ManuscriptOptions(damage="allow")
    made = repair(read("a.txt", f"{text}\n各位好。\n".encode(), options), (), options)
    assert made.passages[0].text == text.replace("\ufffd", "〓")
    assert "S111" in {found.code for found in made.findings} and "lost" in {one.rule for one in made.repairs}


def test_without_it_the_text_is_refused():
    options = ManuscriptOptions()
    with pytest.raises(PublishError) as caught:
        repair(read("a.txt", "长安\ufffd的银行。\n各位好。\n".encode(), options), (), options)
    assert caught.value.findings[0].code == "S110"
