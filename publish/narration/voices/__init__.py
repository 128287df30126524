"""The voices and what they share: one adapter an engine, one row in ``table.py``."""
