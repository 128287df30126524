"""E-books (EPUB 2 and 3): the documents of the spine, in order, through the same walk as web pages."""
