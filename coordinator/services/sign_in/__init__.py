"""Signing in at the desk: a password, then a code of one's device where the role asks for it."""
