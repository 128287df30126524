"""The table of editions: what is known, what is refused and how."""

import pytest

from publish.editions import table
from publish.editions.epub.epub import EpubOptions
from publish.findings import PublishError


def test_every_edition_keeps_the_contract():
    for name in table.EDITIONS:
        made = table.edition(name, {}, "book.toml")
        assert made.name == name and made.options == type(made).Options() and callable(made.write)
        assert made.findings == (), "nothing is found before anything is written"


def test_all_editions_without_settings():
    assert [edition.name for edition in table.editions({}, "book.toml")] == list(table.EDITIONS)


def test_wanted_editions_in_the_tables_order_with_options():
    made = table.editions({"audio": {}, "epub": {"certified_by": "某某"}}, "book.toml")
    assert [edition.name for edition in made] == ["epub", "audio"]
    assert made[0].options == EpubOptions(certified_by="某某")


@pytest.mark.parametrize(
    ("settings", "code", "where", "detail"),
    [
        ({"epbu": {}}, "G203", "book.toml [editions]", "key=epbu"),
        ({"epub": {"certified": "x"}}, "G203", "book.toml [editions.epub]", "nearest=certified_"),
        ({"opus": {"bitrate": "high"}}, "G204", "book.toml [editions.opus]", "bitrate"),
        ({"podcast": {"medium": "radio"}}, "G204", "book.toml [editions.podcast]", "medium"),
    ],
)
def test_wrong_settings_are_refused_by_name(settings, code, where, detail):
    with pytest.raises(PublishError) as caught:
        table.editions(settings, "book.toml")
    found, = caught.value.findings
    assert (found.code, found.where) == (code, where) and detail in found.detail
