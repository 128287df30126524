"""The parser of the command line, in the person's language: help, and one line for a mistake, with the nearest name there is."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from publish.console import Speaker
from publish.findings import fail

MISTAKES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("choice", re.compile(r"argument (?P<name>.+?): invalid choice: '?(?P<value>.*?)'? \(choose from (?P<known>.*)\)")),
    ("required", re.compile(r"the following arguments are required: (?P<name>.*)")),
    ("unknown", re.compile(r"unrecognized arguments: (?P<value>.*)")),
    ("value", re.compile(r"argument (?P<name>.+?): expected (one|at least one) argument")),
    ("invalid", re.compile(r"argument (?P<name>.+?): invalid \S+ value: '(?P<value>.*)'")),
)
"""What argparse says, and which of our words say it. Anything else is passed on as it is."""


class Parser(argparse.ArgumentParser):
    """Help in the person's language; usage errors are findings like all others: one line, with a code."""

    def __init__(self, *, words: Speaker, add_help: bool = True, parents: Sequence[argparse.ArgumentParser] = (), **more: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **more)
        self.words = words
        self._positionals.title, self._optionals.title = words("usage", "arguments"), words("usage", "options")
        if add_help:
            self.add_argument("-h", "--help", action="help", help=words("usage", "help"))
        for parent in parents:  # after the titles: groups are matched by them
            self._add_container_actions(parent)

    def format_usage(self) -> str:
        """The line of usage, with its word in the person's language."""
        return self._worded(super().format_usage())

    def format_help(self) -> str:
        return self._worded(super().format_help())

    def _worded(self, text: str) -> str:
        return re.sub("^usage: ", self.words("usage", "usage"), text)

    def error(self, message: str) -> NoReturn:
        raise fail("G001", self.prog, reason=self._said(message))

    def _said(self, message: str) -> str:
        """argparse's English in our words."""
        for name, pattern in MISTAKES:
            if found := pattern.fullmatch(message):
                values = {"name": "", "value": "", "known": ""} | found.groupdict()
                known = re.findall(r"[\w-]+", values["known"]) or self._options()
                values["known"] = ", ".join(known) if values["known"] else ""
                return self.words("usage", name, **values, guess=self._guess(values["value"], known))
        return message

    def _options(self) -> set[str]:
        """All options, those of the commands too: an option nobody knows is told of by the outermost parser."""
        below = (action.choices.values() for action in self._actions if isinstance(action, argparse._SubParsersAction))
        return {*self._option_string_actions, *(name for parsers in below for parser in parsers for name in parser._option_string_actions)}

    def _guess(self, value: str, known: Iterable[str]) -> str:
        near = difflib.get_close_matches(value.split(" ")[0].split("=")[0], sorted(known), 1, 0.6)
        return self.words("usage", "guess", near=near[0]) if near else ""
