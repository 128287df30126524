"""Characters: in which syllables they are said."""
