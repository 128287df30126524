"""Spoken sentences on disk, one file each, under the hash of what was said and who said it."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from publish import files
from publish.narration.model import Speech, Voice
from publish.reading.model import Sentence

MAGIC = b"SPEECH1\n"
HEAD = struct.Struct("<IIQ")
"""Rate, tokens, samples; then the token ends (64 bit), the samples (16 bit), and a SHA-256 over all before it."""


def key(fingerprint: str, sentence: Sentence, decisions: bool = False) -> str:
    """The same key means the same sound: the voice, and everything of the sentence it looks at, but not where it stands.

    ``decisions``: the voice also looks at who decided a reading and at the printed syllables (an online voice that reads
    characters has to be talked into reviewed readings). For others, confirming a doubt costs no speaking.
    """
    parts = [fingerprint]
    for token in sentence.tokens:
        parts += [token.text, token.kind, token.spoken, " ".join(syllable.surface for syllable in token.syllables)]
        if decisions:
            parts += [token.decided_by, " ".join(f"{syllable.base}{syllable.tone}" for syllable in token.syllables)]
    return files.digest(*parts)


def place(folder: Path, name: str) -> Path:
    """Where the speech of key ``name`` lies below the cache ``folder``."""
    return folder / name[:2] / f"{name}.speech"


def save(path: Path, speech: Speech) -> None:
    """Write whole or not at all."""
    body = MAGIC + HEAD.pack(speech.rate, len(speech.token_ends), len(speech.pcm))
    body += struct.pack(f"<{len(speech.token_ends)}Q", *speech.token_ends) + speech.pcm.astype("<i2", copy=False).tobytes()
    with files.writing(path) as stream:
        stream.write(body + hashlib.sha256(body).digest())


def load(path: Path) -> Speech | None:
    """The speech back; None when the file is missing or not as it was written."""
    import numpy

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    body = data[:-32]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != data[-32:]:
        return None
    rate, tokens, samples = HEAD.unpack_from(body, len(MAGIC))
    at = len(MAGIC) + HEAD.size
    ends = struct.unpack_from(f"<{tokens}Q", body, at)
    return Speech(numpy.frombuffer(body, "<i2", samples, at + 8 * tokens), rate, ends)


def spoken(folder: Path, voice: Voice, sentence: Sentence) -> Speech:
    """The sentence from the cache ``folder``, or spoken now and kept there."""
    path = place(folder, key(voice.fingerprint, sentence))
    speech = load(path)
    if speech is None:
        speech = voice.say(sentence)
        save(path, speech)
    return speech
