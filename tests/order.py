"""In which order workers take the files of the tests: the slowest first, so that all have work to the end."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

SLOWEST_FIRST = (
    "simulate/test_any_order_1.py",
    "processes/test_demo_survives.py",
    "desk/test_every_page.py",
    "simulate/test_any_order_2.py",
    "faults/test_kills.py",
    "stories/test_never_got_it.py",
    "simulate/test_demo_live.py",
    "stories/test_monday.py",
    "processes/test_kill_any_process.py",
    "stories/test_kitchen_table.py",
    "embedded/test_stack.py",
    "stack/test_plan_is_what_happens.py",
    "bench/test_bench_small.py",
    "simulate/test_both_drivers.py",
    "cli/test_cli_up.py",
    "simulate/test_simulate_run.py",
    "portal/test_scanners.py",
    "faults/test_relay_trouble.py",
    "portal/test_portal_looks.py",
    "stack/test_inbox.py",
    "portal/test_uploads.py",
    "stack/test_case_endings.py",
    "rules/test_summary_letter.py",
    "cli/test_cli_cases.py",
    "rules/test_scheduling_cost.py",
    "desk/test_pages.py",
    "desk/test_inbox_tray.py",
    "portal/test_way_in.py",
    "portal/test_portal_papers.py",
    "rules/test_filed_documents.py",
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
