"""What can go wrong with the embedded stack. Each message is one line for the person at the terminal."""

from __future__ import annotations


class AlreadyUp(Exception):
    """A stack is running on this data folder."""


class StackBusy(Exception):
    """Another command held this data folder longer than we were willing to wait."""


class StartFailed(Exception):
    """A part of the stack did not come up. The message ends with the last lines of its log."""
