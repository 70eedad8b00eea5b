"""The law of a case: plain Python, standard library only, no clock and no input or output."""
