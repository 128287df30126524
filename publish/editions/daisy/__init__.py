"""DAISY 2.02, the talking books that libraries of the blind lend: full text, full audio, sentence by sentence."""
