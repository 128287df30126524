"""Bytes become a document: one module a format, one row in ``table.py``."""
