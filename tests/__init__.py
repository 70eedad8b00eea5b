"""Tests, and what they share: the stage, the servers, the browser, the machine that breaks things."""
