"""Figures, signs and letters: what is said."""
