"""The podcast; it stands on the audio editions."""
