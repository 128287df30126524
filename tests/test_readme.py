"""The README against the program: every command, option, key and folder it names is there, and the other way round."""

from __future__ import annotations

import argparse
import dataclasses
import re

import pytest

from publish.cli import _parser
from publish.console import Speaker
from publish.editions import table
from publish.findings import EXIT_OF_FAMILY
from publish.manuscript.model import ManuscriptOptions, Metadata
from publish.narration.model import NarrationOptions
from publish.reading.model import ReadingOptions
from tests.project import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMON = {"--help", "--project", "--build", "--lang", "--json", "--quiet"}


def section(title: str) -> str:
    return re.split(r"^## ", README.split(f"\n## {title}\n")[1], flags=re.M)[0]


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = _parser(Speaker("en"))
    return next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction)).choices


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")}


def documented() -> dict[str, set[str]]:
    """Command → options, from the table of commands."""
    found: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (`publish .*) \|$", section("Commands"), flags=re.M):
        name = ""
        for piece in re.findall(r"`([^`]+)`", row):
            name = piece.split()[1] if piece.startswith("publish ") else name
            found.setdefault(name, set()).update(re.findall(r"--[\w-]+", piece))
    return found


def test_every_command_is_in_the_readme_and_no_other():
    assert set(documented()) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_in_the_readme_and_no_other(name):
    assert documented()[name] == options(commands()[name]) - COMMON


def test_what_all_commands_take():
    told = set(re.findall(r"--[\w-]+", section("Commands").split("\nAll take ")[1].split("Exit codes")[0]))
    assert told | {"--help"} == COMMON == set.intersection(*map(options, commands().values()))


def test_exit_codes():
    told = {int(code) for code in re.findall(r"\b(\d) [a-z]", section("Commands").split("Exit codes:")[1].split(".")[0])}
    assert told == {0, *EXIT_OF_FAMILY.values()}


SETTINGS = {
    "[book]": {field.name for field in dataclasses.fields(Metadata)} | {"text"},
    "[manuscript]": {field.name for field in dataclasses.fields(ManuscriptOptions)},
    "[reading]": {field.name for field in dataclasses.fields(ReadingOptions)},
    "[narration]": {field.name for field in dataclasses.fields(NarrationOptions)},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_readme_and_no_other(name):
    row = next(line for line in section("Settings").splitlines() if line.startswith(f"| `{name}`"))
    assert set(re.findall(r"`([a-z_]+)`", row)) == SETTINGS[name]


@pytest.mark.parametrize("name", table.EDITIONS)
def test_an_edition_s_options_say_what_they_are(name):
    """The README sends people to the ``Options`` class: it must name each of its fields."""
    kind = type(table.edition(name, {}, "book.toml")).Options
    assert [field.name for field in dataclasses.fields(kind) if f"``{field.name}``" not in (kind.__doc__ or "")] == []


def test_every_path_named_is_there():
    named = {path for path in re.findall(r"`((?:publish|tests|tools|docs|source|voices)/[\w./-]*)`", README) if "<" not in path}
    named |= set(re.findall(r"(?:src=\"|\]\()(docs/[\w./-]+)", README))
    assert len(named) > 10 and [path for path in sorted(named) if not (ROOT / path).exists()] == []
