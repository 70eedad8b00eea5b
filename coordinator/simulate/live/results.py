"""What a play leaves behind: letters, mails, a timeline page a case, and ``summary.json`` (interface.md)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coordinator.services.views.case_show import case_show
from coordinator.services.views.communications import communications
from coordinator.services.views.effects import effects_list
from coordinator.services.views.timeline import timeline
from coordinator.services.world import World
from coordinator.simulate.live.invariants import broken_invariants
from coordinator.simulate.live.play import Played
from coordinator.simulate.live.timeline_page import timeline_page
from coordinator.simulate.live.told import CaseTold
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.shows import shows

Json = dict[str, Any]
TROUBLES = {
    "request_returned": "request came back", "request_sent_again": "sent again",
    "items_missing": "only a part at first", "office_promised": "promised a day", "office_extended": "extension",
    "fee_quoted": "fee", "no_record_found": "no record", "request_refused": "refused", "item_waived": "gap agreed",
    "source_added": "source found later",
    "referral_declined": "provider declined", "appointment_rescheduled": "visit moved", "visit_missed": "visit missed",
    "no_written_opinion": "no written opinion", "risk_acknowledged": "later than the deadline allows",
}  # fmt: skip
"""Facts worth naming in one line about a case."""

LEFT = ("sent", "queued", "handed_over", "mailed", "uncertain")


@dataclass(frozen=True)
class Results:
    """``unfinished`` are cases that neither closed nor stopped openly, ``broken`` the invariants that do not hold.

    ``troubles`` says in words what went otherwise than smoothly, by case reference.
    """

    summary: Json
    troubles: Mapping[str, Sequence[str]]
    unfinished: Sequence[str]
    broken: Sequence[str]

    @property
    def good(self) -> bool:
        """True when the play ended as it should."""
        return not self.unfinished and not self.broken


def write_results(world: World, played: Played, seed: int, out: Path) -> Results:
    """Copy what left into ``out`` and describe it. Paths in the summary count from ``out``."""
    cases = [_told(world, seen, played.ended) for seen in sorted(played.cases.values(), key=lambda c: c.name)]
    told = [{**_case(world, case, out), "shows": shows(played.cases[case.ref])} for case in cases]
    totals = {kind: sum(len(case[kind]) for case in told) for kind in ("letters", "mails", "not_sent")}
    summary: Json = {"seed": seed, "cases": told, "totals": totals}
    (out / "summary.json").write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished = [
        f"{case.ref} ({case.name}) stands in {case.stage}: {_reasons(case)}"
        for case in cases
        if case.stage != "closed" and not case.show.get("on_hold")
    ]
    troubles = {case.ref: _troubles(case) for case in cases}
    return Results(summary, troubles, unfinished, broken_invariants(world, list(played.cases)))


def _told(world: World, seen: CaseSeen, now: datetime) -> CaseTold:
    with world.database.reading() as session:
        show = case_show(session, seen.ref, world.book(session), now)
        return CaseTold(show, timeline(session, seen.ref, world.files)["entries"], seen.case.patient.time_zone)


def _troubles(case: CaseTold) -> list[str]:
    return [words for name, words in TROUBLES.items() if case.events(name)]


def _reasons(case: CaseTold) -> str:
    return ", ".join(f"{r['code']} {r['detail']}".strip() for r in case.show["missing"]) or "nothing is missing"


def _case(world: World, case: CaseTold, out: Path) -> Json:
    with world.database.reading() as session:
        sent = [c for c in communications(session, case.ref, world.files) if c["status"] in LEFT]
        never = effects_list(session, status="never", ref=case.ref)
    letters, mails = [], []
    for one in sent:
        one["copy"] = None
        pdf = one["letter_file"] or (one["file"] if str(one["file"]).endswith(".pdf") else None)
        entry = {"name": one["name"], "to": one["to"], "sent_at": one["sent_at"]}
        if pdf and Path(pdf).exists():
            one["copy"] = _copy(Path(pdf), out / "letters" / case.ref, out)
            letters.append({**entry, "file": one["copy"]})
        if str(one["file"]).endswith(".eml") and Path(one["file"]).exists():
            copied = _copy(Path(one["file"]), out / "mails" / case.ref, out)
            one["copy"] = one["copy"] or copied
            if one["kind"] == "message":
                mails.append({**entry, "file": copied})
    not_sent = [{"name": e["name"], "reason": e["reason"], "at": e["done_at"] or e["due_at"]} for e in never]
    page = out / "timelines" / case.ref / "timeline.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(timeline_page(case, sent, not_sent), encoding="utf-8")
    return {
        "ref": case.ref,
        "external_id": case.name,
        "close_reason": case.show["close_reason"],
        "stages": _stages(case),
        "letters": letters,
        "mails": mails,
        "not_sent": not_sent,
        "work_items": [_work_item(item) for item in case.show["work_items"]],
    }


def _stages(case: CaseTold) -> list[Json]:
    entered = [{"stage": e["data"]["stage"], "entered_at": e["at"]} for e in case.events("stage_entered")]
    return [{"stage": "request", "entered_at": case.show["opened_at"]}, *entered]


def _work_item(item: Mapping[str, Any]) -> Json:
    return {key: item.get(key) for key in ("id", "kind", "status", "due_at", "code")}


def _copy(file: Path, folder: Path, out: Path) -> str:
    """Copy a file into a folder of the results; its path from there."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file.name
    shutil.copyfile(file, target)
    return target.relative_to(out).as_posix()
