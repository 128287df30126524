"""Chinese braille, 国家通用盲文方案 GF 0019—2018: from the reading's syllables to pages for an embosser, a reader and a teacher.

In order: ``tables`` (the data) · ``tones``, ``cells`` (a syllable) · ``joining`` (words) · ``encode`` (a sentence) · ``document``,
``layout`` (pages) · ``brf``, ``pef``, ``sighted`` (files) · ``readback`` (the proof) · ``decisions`` (a person's ``braille.toml``) ·
``braille`` (the edition).
"""
