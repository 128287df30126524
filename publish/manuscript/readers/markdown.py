"""Markdown: parsed as CommonMark with tables, footnotes, struck-out text and task lists, then walked through like a web page.

Every block carries the line it begins in, so places are lines of the source. Emphasis works beside Chinese signs (``**注意：**请``), where CommonMark,
made for languages with spaces, would leave the asterisks in the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from publish.findings import fail, finding
from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers.beside import Beside, nothing
from publish.manuscript.readers.encodings import decode
from publish.manuscript.readers.html import notes, page, shape, tree
from publish.manuscript.readers.html.about import Page
from publish.manuscript.readers.html.data import rows
from publish.manuscript.readers.html.inline import COUNTED
from publish.manuscript.readers.html.media import Pictures
from publish.manuscript.readers.html.walker import Walker
from publish.manuscript.source import Claim, Document, placed

DEEPEST = 100
"""Quotations and lists inside each other. The parser leaves out what lies deeper, so such a text is refused."""

_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’—…]")
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_TASK = re.compile(r"\[([ xX])\][ \u3000]")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^=]*[^\s=])==")
_CONTENTS = re.compile(r"\[\[?_?toc_?\]?\]", re.IGNORECASE)
_BOXES = {" ": "□", "x": "√", "X": "√"}
"""Signs of GB 2312, which every Chinese font has; a font without ☑ and ☐ prints both as the same box."""


def read(name: str, data: bytes, options: ManuscriptOptions, beside: Beside) -> Document:
    """Raises what :func:`publish.manuscript.readers.encodings.decode` raises, and ``S150`` for a text beyond any real one."""
    tree.refuse_huge(name, data)
    text, encoding = decode(name, data, options.encoding)
    return document(name, text, encoding, beside)


def document(name: str, text: str, encoding: str, beside: Beside = nothing) -> Document:
    """The document in the characters of a Markdown file."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    claimed, unknown, text = _front_matter(text)
    root = tree.page(name, f"<html><body>{_html(name, text)}</body></html>")
    found = notes.find({"": root})
    about = Page(found, Pictures(lambda address: beside(page.local(address)) if page.local(address) else None), marked_lines=True)
    passages = shape.titled(shape.shaped(Walker(about).walk(root)))
    findings = [*page.told(name, tuple(about.left), about), *([finding("S154", f"{name}:1", which="、".join(unknown))] if unknown else [])]
    return Document(name, placed(passages), encoding, claimed, tuple(about.pictures.images.values()), tuple(findings), flows=True)


# --- a .txt that is Markdown ---------------------------------------------------------------------------------------------

_SIGNS = (
    (re.compile(r"\A\ufeff?---[ \t]*\n(?:[\w-]+:.*\n|[ \t]+.*\n|- .*\n)+?---[ \t]*$", re.MULTILINE), "---", 2),
    (re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE), "#", 1),
    (re.compile(r"^(?:```|~~~)[\w-]*[ \t]*$", re.MULTILINE), "```", 1),
    (re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[-| :\t]*$", re.MULTILINE), "|---|", 1),
    (re.compile(r"!?\[[^\]\n]{1,200}\]\([^()\s]+\)"), "[](…)", 0.5),
    (re.compile(r"(?<!\*)\*\*[^*\s][^*\n]*\*\*(?!\*)"), "**", 0.5),
    (re.compile(r"^\[\^[^\]\s]+\]:", re.MULTILINE), "[^1]:", 0.5),
)
"""What plain text hardly ever holds, how it is called, how much it tells. Two signs make Markdown: so do two headings, two fences."""


def signs(text: str) -> tuple[str, ...]:
    """What shows that a plain text is Markdown; nothing when it plainly is not."""
    text = text.replace("\r\n", "\n")
    found = [(sign, weight, len(pattern.findall(text))) for pattern, sign, weight in _SIGNS]
    tells = sum(weight * min(count, 2) for _, weight, count in found)
    return tuple(sign for sign, _, count in found if count) if tells >= 2 and any(count and weight >= 1 for _, weight, count in found) else ()


def instead(name: str, text: str, encoding: str, seen: Sequence[str]) -> Document:
    """A ``.txt`` read as Markdown, which a finding says."""
    made = document(name, text, encoding)
    return Document(made.name, made.passages, encoding, made.claims, made.images, (finding("S155", name, which=" ".join(seen)), *made.findings), flows=True)


# --- front matter --------------------------------------------------------------------------------------------------------


def _front_matter(text: str) -> tuple[tuple[Claim, ...], list[str], str]:
    """What the head of the file says of it, its other keys, and the text with empty lines in the head's place."""
    if found := _TOML.match(text):
        pairs = list(_toml(found.group(1)))
        return (*_claims(pairs),), _unknown(pairs), "\n" * found.group().count("\n") + text[found.end() :]
    tokens = MarkdownIt("zero").use(front_matter_plugin).parse(text.removeprefix("\ufeff"))
    if tokens and tokens[0].type == "front_matter" and tokens[0].map:
        pairs = list(_yaml(tokens[0].content.split("\n")))
        lines = text.split("\n")
        if pairs:
            return (*_claims(pairs),), _unknown(pairs), "\n" * tokens[0].map[1] + "\n".join(lines[tokens[0].map[1] :])
    return (), [], text.removeprefix("\ufeff")


def _toml(text: str) -> Iterator[tuple[str, str, int]]:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        table = {}
    for key, value in table.items():
        line = next((n for n, row in enumerate(text.split("\n"), 2) if row.strip().startswith(key)), 1)
        yield key, "、".join(map(str, value)) if isinstance(value, list) else str(value), line


def _yaml(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Key, value and line of plain YAML: ``key: value``, quoted values, lists in one line or several, folded text."""
    values: list[str] = []
    key, line = "", 0
    for number, row in enumerate([*lines, "end:"], 2):
        if opened := re.match(r"([\w\u4e00-\u9fff-]+)[ \t]*:(?:[ \t]+(.*))?$", row):
            if key:
                yield key, "、".join(values) if len(values) > 1 else "".join(values), line
            key, line = opened.group(1), number
            value = _unquoted(opened.group(2) or "")
            listed = re.fullmatch(r"\[(.*)\]", value)
            values = [_unquoted(part) for part in listed.group(1).split(",")] if listed else [value] if value not in ("", "|", ">", "|-", ">-") else []
        elif row.strip() and not row.lstrip().startswith("#"):
            item = re.match(r"\s*-\s+(?:name:\s*)?(.*)", row)
            values = [*values, _unquoted(item.group(1))] if item else ["".join([*values[-1:], row.strip()])]


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else re.sub(r"\s+#.*$", "", value)


def _known() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("front_matter")}


def _claims(pairs: Sequence[tuple[str, str, int]]) -> Iterator[Claim]:
    known, seen = _known(), set[str]()
    for key, value, line in pairs:
        claim = known.get(key.lower())
        if claim and value and claim not in seen:
            seen.add(claim)
            yield Claim(claim, value, f"front matter l{line}")  # type: ignore[arg-type]


def _unknown(pairs: Sequence[tuple[str, str, int]]) -> list[str]:
    known = _known()
    return [key for key, value, _ in pairs if value and key.lower() not in known]


# --- parsing -------------------------------------------------------------------------------------------------------------


class _Inline(ParserInline):
    """Running text in which emphasis may stand between Chinese characters and signs."""

    def parse(self, src: str, md: MarkdownIt, env: dict[str, Any], tokens: list[Token]) -> list[Token]:  # type: ignore[override]
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 (the library's names)
        """As CommonMark 0.31 §6.2, but that a Chinese character beside the run frees it as white space would."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, after = self.src[start - 1] if start else " ", self.src[end] if end < self.posMax else " "
        opens = not _is_space(after) and (not _is_sign(after) or _is_space(before) or _is_sign(before) or _is_wide(before))
        closes = not _is_space(before) and (not _is_sign(before) or _is_space(after) or _is_sign(after) or _is_wide(after))
        can_open = opens and (canSplitWord or not closes or _is_sign(before))
        can_close = closes and (canSplitWord or not opens or _is_sign(after))
        return Scanned(can_open, can_close, end - start)


def _is_space(char: str) -> bool:
    return isWhiteSpace(ord(char))


def _is_sign(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_wide(char: str) -> bool:
    return bool(_WIDE.match(char))


def _parser() -> MarkdownIt:
    md = MarkdownIt("zero")
    md.inline = _Inline()
    md.configure("commonmark", {"html": True, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    md.use(footnote_plugin, move_to_end=False)
    for name, render in _RENDERERS.items():
        md.renderer.rules[name] = render  # type: ignore[attr-defined]
    return md


def _html(name: str, text: str) -> str:
    """The text as HTML, blocks with their lines (``data-line``) and items with their typed numbers (``data-label``)."""
    env: dict[str, Any] = {}
    md = _parser()
    tokens = _without_contents(md.parse(text, env))
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise fail("S150", name, size=f"> {DEEPEST} × > > >")
    _numbered(tokens)
    _tasks(tokens)
    for token in tokens:
        token.children = list(_lines(token.children)) if token.children else token.children
    for token in tokens:
        if token.map and token.nesting >= 0 and token.type != "inline":
            token.attrSet("data-line", str(token.map[0] + 1))
    ends = [
        f'<aside data-type="footnote" id="fn-inline-{n}" data-label="[{n + 1}]">{md.renderer.render(_alone(note["tokens"]), md.options, env)}</aside>'
        for n, note in env.get("footnotes", {}).get("list", {}).items()
        if "tokens" in note
    ]
    return str(md.renderer.render(tokens, md.options, env)) + "".join(ends)


def _lines(children: Sequence[Token]) -> Iterator[Token]:
    """Running text in which a line that begins with a number of its own (2、 （二） ②) is a paragraph, though no empty line stands before it,
    and highlighted words (``==so==``) bear no signs."""
    for n, child in enumerate(children):
        following = children[n + 1] if n + 1 < len(children) else None
        if child.type == "softbreak" and following is not None and following.type == "text" and COUNTED.match(following.content):
            yield from (Token("hardbreak", "br", 0), Token("hardbreak", "br", 0))
            continue
        if child.type == "text":
            child.content = _HIGHLIGHT.sub(r"\1", child.content)
        yield child


def _alone(children: list[Token]) -> list[Token]:
    """Running text without a block around it."""
    return [Token("inline", "", 0, children=children)]


def _without_contents(tokens: list[Token]) -> list[Token]:
    """The tokens without ``[TOC]``, which asks a program for a table of contents."""
    places = {n for n, token in enumerate(tokens) if token.type == "inline" and _CONTENTS.fullmatch(token.content.strip())}
    return [token for n, token in enumerate(tokens) if not {n - 1, n, n + 1} & places]


def _numbered(tokens: Sequence[Token]) -> None:
    """Numbers as typed, where they rise; where somebody typed 1. 1. 1. they are counted, as everything that shows Markdown does."""
    stack: list[list[Token]] = []
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            stack.append([])
        elif token.type == "list_item_open" and token.info:
            stack[-1].append(token)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            items = stack.pop()
            typed = [int(item.info) for item in items]
            rising = all(a < b for a, b in zip(typed, typed[1:], strict=False))
            for n, item in enumerate(items):
                item.attrSet("data-label", f"{typed[n] if rising else typed[0] + n}{item.markup}")


def _tasks(tokens: Sequence[Token]) -> None:
    """``- [x]`` as the box that is printed before the item."""
    for n, token in enumerate(tokens):
        if token.type != "list_item_open" or n + 2 >= len(tokens) or tokens[n + 2].type != "inline":
            continue
        children = tokens[n + 2].children or []
        if children and children[0].type == "text" and (found := _TASK.match(children[0].content)):
            children[0].content = children[0].content[found.end() :]
            token.attrSet("data-label", _BOXES[found.group(1)])


def _code(tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    return f'<pre data-line="{tokens[at].attrGet("data-line") or 1}"><code>{escape(tokens[at].content.removesuffix(chr(10)))}</code></pre>\n'


def _raw(tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    return f'<span data-line="{tokens[at].attrGet("data-line") or 1}"></span>{tokens[at].content}'


def _image(tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    token = tokens[at]
    alt = "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))
    picture = f'<img src="{escape(str(token.attrGet("src") or ""))}" alt="{escape(alt)}">'
    title = token.attrGet("title")
    return f"<figure>{picture}<figcaption>{escape(str(title))}</figcaption></figure>" if title else picture


def _reference(tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    meta = tokens[at].meta
    label = meta.get("label")
    target = f"fn-{escape(str(label))}" if label else f"fn-inline-{meta['id']}"
    sign = label if label and re.fullmatch(r"\d+|[*†‡]+", str(label)) else meta["id"] + 1
    return f'<sup><a data-type="noteref" href="#{target}">[{sign}]</a></sup>'


def _note(tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    label = str(tokens[at].meta["label"])
    number = env["footnotes"]["refs"].get(":" + label, -1)  # type: ignore[index]
    sign = label if re.fullmatch(r"\d+|[*†‡]+", label) or number < 0 else number + 1
    line = (tokens[at].map or [0])[0] + 1
    return f'<aside data-type="footnote" id="fn-{escape(label)}" data-label="[{escape(str(sign))}]" data-line="{line}">\n'


_RENDERERS: dict[str, Callable[..., str]] = {
    "code_block": _code, "fence": _code, "footnote_ref": _reference, "footnote_reference_close": lambda *_: "</aside>\n", "footnote_reference_open": _note,
    "html_block": _raw, "image": _image,
}  # fmt: skip
