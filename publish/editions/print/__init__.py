"""The printed editions: large print, poster, card."""
