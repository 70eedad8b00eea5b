"""Tests, and what they share. A package, so that ``python -m tests.faults`` finds this folder and not another's."""
