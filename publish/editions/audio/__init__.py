"""The audio editions: MP3, Opus, M4B."""
