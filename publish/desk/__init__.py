"""The desk: where a person decides what the program is not sure of, in a browser or as a list in the terminal."""
