"""Stage 2: how it is said. Sentences, words, pinyin, spoken numbers."""
