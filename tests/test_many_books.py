"""A build of several books goes on after a faulty one, lists those that failed, and its exit code tells."""

from __future__ import annotations

import json

from tests.project import project

SHORT = "简报\n各位好：\n修好了三条小巷。\n"


def test_a_faulty_book_does_not_stop_the_others(tmp_path):
    made = project(tmp_path, SHORT, editions=("audio",))
    for name, text in (("a-empty", ""), ("z-last", SHORT)):
        folder = made.root / "source" / name
        folder.mkdir()
        (folder / "book.toml").write_text((made.source / "book.toml").read_text("utf-8"), "utf-8")
        (folder / "report.txt").write_text(text, "utf-8")
    done = made.run("build", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3 and "Traceback" not in done.stderr, done.stderr
    assert [(one["book"], "outputs" in one) for one in told] == [("a-empty", False), ("book", True), ("z-last", True)]
    assert told[0]["findings"][0]["code"] == "S102" and "a-empty" in done.stderr.splitlines()[-1]
    assert (made.build / "z-last" / "book.json").is_file()
