"""What is done to speech: mastered, measured, encoded, audited."""
