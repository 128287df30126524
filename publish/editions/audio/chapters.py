"""Places to jump to in the audio, and how its parts are named: the same for MP3, M4B, podcast."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publish.editions.model import Publication
from publish.editions.shared import clock, colophon, weave
from publish.editions.shared.clock import Par
from publish.findings import fail
from publish.han import is_han
from publish.manuscript.model import Section
from publish.narration.model import Track
from publish.reading.model import Sentence, Token

NAME_LENGTH = 40
"""Characters of pinyin in a file name: enough to know the section by, short enough for old players."""


@dataclass(frozen=True)
class Chapter:
    """A heading's stretch of audio, in milliseconds from the beginning of its file."""

    title: str
    begin: int
    end: int


@dataclass(frozen=True)
class Part:
    """A track with its section. ``number`` counts from 1; ``stem`` is the file name without its ending, which sorts by it."""

    number: int
    of: int
    section: Section
    track: Track
    sentences: tuple[Sentence, ...]
    chapters: tuple[Chapter, ...]
    stem: str

    @property
    def length(self) -> int:
        """Of the whole file, in milliseconds."""
        return clock.milliseconds(self.track.samples, self.track.rate)


def parts(publication: Publication, edition: str) -> tuple[Part, ...]:
    """All tracks in order, named and cut into chapters. Raises ``E101`` without narration, ``E102`` for a track without section."""
    if publication.narration is None:
        raise fail("E101", edition)
    made = publication.manuscript
    sections = {section.id: section for section in (*made.sections, *filter(None, [colophon.colophon(made)]))}
    tracks = publication.narration.tracks
    if unknown := [track.section for track in tracks if track.section not in sections]:
        raise fail("E102", edition, sections=", ".join(unknown))
    by_block = publication.reading.by_block()
    by_id = {sentence.id: sentence for sentence in publication.reading.sentences}
    found = []
    for number, track in enumerate(tracks, 1):
        section = sections[track.section]
        spoken = tuple(by_id[clip.sentence] for clip in track.intro + track.clips)
        stem = f"{number:03}-{_ascii(section, spoken)}"
        found.append(Part(number, len(tracks), section, track, spoken, _chapters(section, track, by_block), stem))
    return tuple(found)


def _chapters(section: Section, track: Track, sentences: dict[str, tuple[Sentence, ...]]) -> tuple[Chapter, ...]:
    """A chapter for the section and one for each run-in heading; the announcement belongs to the first."""
    begins = {par.sentence: par.begin for par in clock.pars(track)}
    starts = [(begins[h.sentence], h.text) for h in weave.headings(section, sentences) if h.sentence in begins]
    if not starts:
        starts = [(0, section.title)]
    elif len(starts) > 1 and starts[1][0] == starts[0][0]:
        starts = [(starts[0][0], section.title), *starts[2:]]
    starts[0] = (0, starts[0][1])
    ends = [begin for begin, _ in starts[1:]] + [clock.milliseconds(track.samples, track.rate)]
    return tuple(Chapter(title, begin, end) for (begin, title), end in zip(starts, ends, strict=True))


def _ascii(section: Section, spoken: tuple[Sentence, ...]) -> str:
    """The section's name in pinyin without tones, for file names that every player and USB stick can hold.

    The name is taken from the sentence that says it, the announcement's or the heading's; without one it is the kind.
    """
    named = next((sentence for sentence in spoken if sentence.text.rstrip("。") == section.title), None)
    name = ""
    for word in _words(named) if named else ():
        if name and len(name) + 1 + len(word) > NAME_LENGTH:
            break
        name = f"{name}-{word}" if name else word[:NAME_LENGTH]
    return name or section.kind


def _words(sentence: Sentence) -> list[str]:
    """Words in bare letters; neighbouring figures and letters are one word."""
    text = ""
    for token in sentence.tokens:
        han = any(map(is_han, token.text))
        text += f" {''.join(s.base for s in token.syllables)} " if han else token.text
    return re.findall(r"[a-z0-9]+", text.lower().replace("ü", "v").replace("ê", "e"))


def contiguous(chapters: tuple[Chapter, ...], length: int) -> bool:
    """Whether chapters begin at 0, follow each other and end with the audio."""
    inner = all(a.end == b.begin for a, b in pairwise(chapters)) and all(c.begin < c.end for c in chapters)
    return inner and bool(chapters) and chapters[0].begin == 0 and chapters[-1].end == length


def cues(part: Part, longest: int = 20) -> Iterator[tuple[Par, str]]:
    """The words as they sound, in lines of at most ``longest`` characters, with their times; intro included.

    Lines break after a mark where one is near, else between words. A line's time comes from its words' own ends. Only a
    single word longer than a line is broken inside, within one cue.
    """
    for clip, sentence in zip(part.track.intro + part.track.clips, part.sentences, strict=True):
        begin, words = clip.start, tuple(map(written, sentence.tokens))
        for first, last in _lines(words, longest):
            end = clip.end if last == len(words) else clip.token_ends[last - 1]
            text = "".join(words[first:last]).strip()
            if text and end > begin:
                at = (clock.milliseconds(begin, part.track.rate), clock.milliseconds(end, part.track.rate))
                yield Par(sentence.id, *at), "\n".join(text[n : n + longest] for n in range(0, len(text), longest))
                begin = end


def written(token: Token) -> str:
    """A token in a transcript: as it stands in the text; what is said and not printed, as it is said."""
    return token.spoken if token.kind == "cue" else token.text


def _lines(words: Sequence[str], longest: int) -> Iterator[tuple[int, int]]:
    """Ranges of words, each a line."""
    first = 0
    while first < len(words):
        last, width = first, 0
        while last < len(words) and (last == first or width + len(words[last]) <= longest):
            width += len(words[last])
            last += 1
        if last < len(words):
            last = _back_to_mark(words, first, last)
        yield first, last
        first = last


def _back_to_mark(words: Sequence[str], first: int, last: int) -> int:
    """An earlier end of line after a mark, when the line stays at least half full; never before a closing mark."""
    marks = "，。、；：！？”）》"
    if words[last][0] in marks:
        last = max(last - 1, first + 1)
    for end in range(last, first, -1):
        if sum(map(len, words[first:end])) < 8:
            break
        if words[end - 1][-1] in marks and words[end][0] not in marks:
            return end
    return last
