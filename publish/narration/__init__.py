"""Stage 3: when it is heard. Voices, pauses, mastering, encoding, counted times."""
