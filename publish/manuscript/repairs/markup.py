"""Remains of markup in a plain text: entities, tags of HTML, comments. They are taken for what they were, on record, before any rule of punctuation."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

Edit = tuple[int, int, str]

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAKING = "p|div|br|hr|li|ul|ol|tr|table|tbody|thead|h[1-6]|section|article|blockquote|dl|dt|dd|center|pre|figure|figcaption|header|footer"
_INLINE = "a|abbr|b|big|cite|code|del|em|font|i|img|ins|label|mark|q|rp|rt|ruby|s|small|span|strike|strong|sub|sup|td|th|tt|u|var|wbr|o:p|st1:\\w+"
_TAG = re.compile(rf"</?(?P<name>{_BREAKING}|{_INLINE})(?:\s[^<>\n]{{0,2000}})?/?>", re.I)
_COMMENT = re.compile(r"<!--(?:(?!-->)[^\n]){0,2000}-->|^[ 　]*(?:-->|<!--|<!\[endif\]-*>?|```[A-Za-z]*|~~~)[ 　]*$", re.M)
_NAMED = re.compile("^[ 　]?(?:标签|标记|元素|节点|tag)", re.I)
LEAST = 2
"""From so many tags on they are remains; a single one may be what the text speaks of."""


def entities(text: str) -> Iterator[Edit]:
    """``&nbsp;`` ``&#8220;`` ``&amp;``: the characters they stand for. What is no entity of HTML stays."""
    for found in _ENTITY.finditer(text):
        char = html.unescape(found[0])
        if char != found[0] and len(char) <= 2 and "&" not in char.replace("&", "", 1):
            yield found.start(), found.end(), " " if char == "\xa0" else char


def tags(text: str) -> Iterator[Edit]:
    """Tags of HTML taken out; those that begin or end a line on a page end one here, where words stand on both sides."""
    found = [tag for tag in _TAG.finditer(text) if not _NAMED.match(text[tag.end() : tag.end() + 4]) and not _quoted(text, tag)]
    if len(found) < LEAST:
        return
    for tag in found:
        breaks = re.fullmatch(_BREAKING, tag["name"], re.I)
        yield tag.start(), tag.end(), "\n" if breaks and _inside(text, tag.start(), tag.end()) else ""


def comments(text: str) -> Iterator[Edit]:
    """Comments, their lost ends, and fences of code alone on a line."""
    for found in _COMMENT.finditer(text):
        yield found.start(), found.end(), ""


def _quoted(text: str, tag: re.Match[str]) -> bool:
    return text[tag.start() - 1 : tag.start()] in tuple("“‘\"'`「") and text[tag.end() : tag.end() + 1] in tuple("”’\"'`」")


def _inside(text: str, start: int, end: int) -> bool:
    """Whether something is printed before and behind on the same line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    return bool(_TAG.sub("", before).strip()) and bool(_TAG.sub("", text[end : stop if stop >= 0 else None]).strip())
