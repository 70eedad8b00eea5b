"""The played outside world on a running stack: real tasks, database, broker and mail."""
