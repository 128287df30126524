"""PDF with a text layer: characters with their places become lines, columns and passages; what is joined is decided on record."""
