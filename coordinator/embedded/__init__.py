"""PostgreSQL, Valkey, a mail catcher and our own programs in one command, for a laptop, a demo and the tests."""
