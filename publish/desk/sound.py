"""A sentence in the book's voice, on demand. What the desk has spoken the build need not speak again, and the other way round."""

from __future__ import annotations

import io
import wave
from pathlib import Path

from publish.config import Book
from publish.narration import speech_cache
from publish.narration.model import Speech, Voice
from publish.narration.voices import table as voices
from publish.reading.model import Sentence


class Sound:
    """The first voice of the book that is ready; loaded when first heard. Raises what :func:`publish.narration.voices.table.choose` raises."""

    def __init__(self, book: Book, build_folder: Path, voices_folder: Path) -> None:
        self.book, self.voices_folder = book, voices_folder
        self.cache = build_folder / "cache" / "speech"
        self._voice: Voice | None = None
        self._decisions = False

    def wav(self, sentence: Sentence) -> bytes:
        """The sentence as a WAV file."""
        if self._voice is None:
            chosen, _ = voices.choose(self.book.narration.voices, self.voices_folder)
            self._voice = voices.opened(chosen, self.book.narration.rate)
            self._decisions = voices.ENGINES[chosen.engine].decisions
        path = speech_cache.place(self.cache, speech_cache.key(self._voice.fingerprint, sentence, self._decisions))
        speech = speech_cache.load(path)
        if speech is None:
            speech = self._voice.say(sentence)
            speech_cache.save(path, speech)
        return as_wav(speech)

    def title(self) -> str:
        """How the voice is named to readers, or why none speaks."""
        from publish.findings import PublishError, message

        try:
            return voices.choose(self.book.narration.voices, self.voices_folder)[0].title
        except PublishError as error:
            words = message(error.findings[0], "zh")
            return f"{words.text}（{words.advice}）"


def as_wav(speech: Speech) -> bytes:
    """Mono 16-bit WAV."""
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(speech.rate)
        out.writeframes(speech.pcm.astype("<i2", copy=False).tobytes())
    return made.getvalue()
