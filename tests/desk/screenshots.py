"""Pictures of the desk for its documentation: ``make screenshots``, or ``python -m tests.desk.screenshots FOLDER``.

A navigator's Monday on the example cases, at a desk's width and a phone's. Nobody in them exists.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from browser import browser  # noqa: E402 - found by the path above
from desk_people import NAVIGATOR, PASSWORD, add_people  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from rules.filed import pdf, put  # noqa: E402
from servers import postgres_server, smtp_sink  # noqa: E402
from serving import serving  # noqa: E402
from stack.inbox_story import arrives, mail  # noqa: E402
from stage import Stage  # noqa: E402
from stage_walk import RECORDS, accepted, compared  # noqa: E402

from coordinator.services.staff import add_user  # noqa: E402
from coordinator.store.migrations import migrate  # noqa: E402
from coordinator.web.app import create_app  # noqa: E402

SIZES = {"desk": (1280, 900), "phone": (390, 844)}


def settle(stage: Stage) -> dict[str, str]:
    """Cases of one navigator at several places of their way, and something in the inbox."""
    add_people(stage.world)
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north", PASSWORD)
    whole = compared(stage, "0006")
    records = accepted(stage, "0001")
    accepted(stage, "0002")
    accepted(stage, "0004")
    stage.advance(days=4)
    put(stage, records, pdf(2), item=next(iter(stage.case(records).items())).id)
    arrives(stage, mail("roi@mercy.example", "We have never received your request.", subject=f"Records {records}"))
    stage.intake("0003")
    return {"records": records, "compared": whole}


def pages(refs: dict[str, str]) -> dict[str, str]:
    """Name and address of each picture."""
    case, whole = f"/cases/{refs['records']}", f"/cases/{refs['compared']}"
    return {
        "today": "/",
        "calls": "/calls",
        "inbox": "/inbox",
        "caseload": "/cases",
        "case": case,
        "records": f"{case}/records",
        "send-plan": f"{case}/messages/plan",
        "comparison": f"{whole}/comparison",
        "directory": "/directory",
    }


def take(tab: Page, address: str, refs: dict[str, str], out: Path) -> None:
    """One picture of each page at each size; what is wrong with one is said and does not stop the others."""
    for name, path in pages(refs).items():
        answer = tab.goto(address + path)
        if answer is None or answer.status != 200:
            print(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        for size, (width, height) in SIZES.items():
            tab.set_viewport_size({"width": width, "height": height})
            tab.screenshot(path=out / f"{name}-{size}.png")
            print(out / f"{name}-{size}.png")


def main(out: Path) -> None:
    """Fill a throwaway house, and take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with postgres_server() as server, smtp_sink() as sink, tempfile.TemporaryDirectory() as folder:
        name = server.create_database()
        migrate(server.url(name))
        stage = Stage.open(server.url(name), sink, Path(folder), "2026-11-23T14:05:00Z")
        refs = settle(stage)
        with serving(create_app(stage.world)) as address, browser() as chromium:
            tab = chromium.new_page()
            tab.goto(f"{address}/sign-in")
            tab.fill("#email", NAVIGATOR)
            tab.fill("#password", PASSWORD)
            with tab.expect_navigation():
                tab.click("main button[type=submit]")
            take(tab, address, refs, out)
        stage.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/screenshots"))
