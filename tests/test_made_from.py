"""Tables that tools make are as fresh as what they are made from."""

from __future__ import annotations

from tools import made_from


def test_no_made_table_is_older_than_its_inputs():
    """Run the tool that makes it (``tools/build_dictionary.py``, ``tools/train_polyphones.py``): it writes down what it used."""
    assert list(made_from.changed()) == []


def test_nothing_else_is_written_down():
    assert set(made_from.written()) == {key for products in made_from.INPUTS for key in made_from.now(products)}


def test_every_change_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(made_from, "ROOT", tmp_path)
    monkeypatch.setattr(made_from, "RECORD", tmp_path / "made_from.tsv")
    monkeypatch.setattr(made_from, "INPUTS", {("out.gz", "out.tsv"): ("in.tsv", "tool.py"), ("other.gz",): ("out.tsv",)})
    for name, text in (("out.gz", "1"), ("out.tsv", "2"), ("other.gz", "3"), ("in.tsv", "4"), ("tool.py", '"""Does."""\nX = 1  # one\n')):
        (tmp_path / name).write_text(text)
    assert len(list(made_from.changed())) == 6, "nothing is written down yet"
    for products in made_from.INPUTS:
        made_from.record(products)
    assert list(made_from.changed()) == []
    (tmp_path / "tool.py").write_text('"""Does it."""\n\nX = 1\n')
    assert list(made_from.changed()) == [], "words about it change nothing"
    (tmp_path / "tool.py").write_text('"""Does it."""\n\nX = 2\n')
    (tmp_path / "out.tsv").write_text("by hand")
    assert sorted(made_from.changed()) == [
        "out.tsv changed after other.gz was made", "out.tsv changed after out.gz was made", "tool.py changed after out.gz was made"]
    made_from.record(("out.gz", "out.tsv"))
    assert list(made_from.changed()) == ["out.tsv changed after other.gz was made"]
