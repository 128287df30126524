"""A book of any date is an ordinary one: the whole build, every edition and the stick, from the first year to the last."""

from __future__ import annotations

import datetime
import email.utils
import re
import zipfile

import pytest

from publish import files
from publish.editions.table import EDITIONS
from tests.project import project

SHORT = "简报\n一、做了什么\n修好了三条小巷。老人都说好。\n二、还做什么\n明年加装电梯。\n"


@pytest.mark.parametrize("date", ["0001-01-01", "1919-05-04", "9999-12-31"])
def test_every_edition_of_every_date(tmp_path, date):
    made = project(tmp_path, SHORT, editions=tuple(EDITIONS))
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace("date = 2025-01-08", f"date = {date}"), "utf-8")
    made.make()
    editions = made.build / "book" / "editions"
    with zipfile.ZipFile(editions / "book.epub") as book:
        package = next(book.read(name).decode() for name in book.namelist() if name.endswith(".opf"))
    assert f">{date}</dc:date>" in package and re.search(r'dcterms:modified">\d{4}-\d\d-\d\dT00:00:00Z<', package)
    feed = (editions / "podcast" / "feed.xml").read_text("utf-8")
    published = [email.utils.parsedate_to_datetime(value) for value in re.findall("<pubDate>(.*?)</pubDate>", feed)]
    assert all(one.date().isoformat() == date for one in published) and bool(published) == (int(date[:4]) >= 1900)  # RFC 5322 section 3.3
    stick = made.run("kit", "book", "--zip", made.build / "stick.zip", "--quiet")
    assert stick.returncode == 0, stick.stderr


@pytest.mark.parametrize(("moment", "borne"), [((1919, 5, 4), (1980, 1, 1)), ((1980, 1, 1), (1980, 1, 1)), ((2107, 12, 31), (2107, 12, 31)), ((9999, 12, 31), (2107, 12, 31))])
def test_a_zip_bears_the_nearest_moment_that_it_can(tmp_path, moment, borne):
    path = files.zip_whole(tmp_path / "a.zip", [("a", b"1")], datetime.datetime(*moment, tzinfo=datetime.UTC))
    with zipfile.ZipFile(path) as made:
        assert made.infolist()[0].date_time[:3] == borne and made.testzip() is None
