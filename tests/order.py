"""In which order workers take the files of the tests: the slowest first, so that all have work to the end."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

SLOWEST_FIRST = (
    "simulate/test_any_order_1.py",
    "simulate/test_any_order_2.py",
)
"""Files that take long; the others follow as they stand in their folders."""

EVERY_PAGE = "desk/test_every_page.py"

TOGETHER = {"desk/test_every_page_in_browsers.py": EVERY_PAGE, "desk/test_who_may.py": EVERY_PAGE}
"""Files that share what takes a worker longer to make than they take themselves."""


def file_of(nodeid: str) -> str:
    """The file of a test, or the one that it goes with."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    return TOGETHER.get(file, file)


def turn_of(nodeid: str) -> int:
    """The slowest first."""
    file = file_of(nodeid)
    return SLOWEST_FIRST.index(file) if file in SLOWEST_FIRST else len(SLOWEST_FIRST)


class WholeFiles(LoadScopeScheduling):
    """As ``loadscope`` does it; but in the order of the collection, and with files that belong together."""

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return file_of(nodeid)
