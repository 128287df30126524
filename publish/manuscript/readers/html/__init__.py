"""XHTML trees become passages: for saved web pages, e-books and Markdown alike."""
