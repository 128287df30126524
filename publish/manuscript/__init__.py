"""Stage 1: what is written. Loads a text, repairs its damage, finds its structure."""
