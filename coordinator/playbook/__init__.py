"""The declared policy, and the pure engine that acts on it."""
