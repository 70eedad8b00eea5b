"""``python tests/check_migrations.py``: do the migrations make exactly the tables that the code names?"""

from __future__ import annotations

import sys

from servers import postgres_server

from coordinator.store.check import differences


def main() -> int:
    """Print every difference; 1 when there is one."""
    with postgres_server() as server:
        found = differences(server.url(server.create_database()))
    for difference in found:
        sys.stdout.write(f"migrations and tables disagree: {difference}\n")
    if not found:
        sys.stdout.write("migrations match the tables\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
