"""The e-books."""
