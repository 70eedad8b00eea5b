"""Use cases: one function each, in which transactions begin and end."""
