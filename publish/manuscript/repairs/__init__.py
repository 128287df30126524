"""What was done to a text before it came to us, undone on record."""
