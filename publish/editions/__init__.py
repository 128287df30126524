"""Stage 4: files to read and hear."""
