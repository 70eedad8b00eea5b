"""The same facts, engine and gate on plain objects: no database, no rendering, no mail. Pure."""
