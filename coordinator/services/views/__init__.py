"""What people and scripts may see: read-only, as plain values that JSON carries (interface.md, "JSON shapes")."""
