"""Intake files: how a case begins. ``check`` judges a file, ``difference`` compares two."""
