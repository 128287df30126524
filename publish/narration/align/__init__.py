"""Recording → text: where in a person's recording each sentence is said. numpy only; the built-in voice is the reference."""
