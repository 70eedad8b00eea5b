"""Mails that come in, as values. Pure: bytes in, a frozen value out; hostile bytes give ``unknown``, never an error."""

from __future__ import annotations

from coordinator.correspondence.inbound.arrived import ArrivedMail, Attached
from coordinator.correspondence.inbound.reading import read

__all__ = ["ArrivedMail", "Attached", "read"]
