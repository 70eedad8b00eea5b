"""One case as a page that a person can read: what happened and what left, oldest first, in the patient's local time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from coordinator.domain.calendar import local
from coordinator.simulate.live.told import CaseTold
from coordinator.simulate.world.case_seen import moment

Json = Mapping[str, Any]

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d0d0d0}
thead th{position:sticky;top:0;background:#f0f0f0}td.t{white-space:nowrap;font-variant-numeric:tabular-nums}
tr.stage td{background:#e7f2f5;font-weight:600}tr.sent td:nth-child(2){font-weight:600}
.by,.more{color:#565c65;font-size:.9rem}a{color:#005ea2}
@media (prefers-color-scheme:dark){body{background:#161616;color:#f0f0f0}thead th{background:#2b2b2b}
th,td{border-color:#444}tr.stage td{background:#14323a}.by,.more{color:#b5b5b5}a{color:#73b3e7}}
@media print{thead th{position:static}}
"""

QUIET = (
    "wait_started",
    "wait_ended",
    "rung_reached",
    "rung_absorbed",
    "work_item_ended",
    "letter_sent",
    "message_sent",
)
"""Entries that only repeat what another row says."""

FOR_PEOPLE = (
    "organization", "department", "on", "until", "due_on", "evidence", "channel", "reason", "cause", "outcome",
    "amount_minor", "starts_at", "mode", "kind", "code", "stage", "status", "agreed_by", "text", "how",
    "ladder", "rung", "field", "value",
)  # fmt: skip


def timeline_page(case: CaseTold, sent: Sequence[Json], not_sent: Sequence[Json]) -> str:
    """A whole page without anything from elsewhere. ``sent`` may carry ``copy``, a path from the results' folder."""
    zone = case.time_zone
    title = f"{case.ref}: timeline"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(case.name)}, {escape(_ending(case))}. Times are local in {escape(zone)}.</p>",
            "<table><caption>What happened and what left, oldest first</caption>",
            _head("More"),
            *(
                _row(at, zone, what, more, style)
                for at, what, more, style in sorted(_rows(case, sent), key=lambda row: row[0])
            ),
            "</tbody></table>",
            *_unsent(not_sent, zone),
            "</main></body></html>",
        ]
    )


def _ending(case: CaseTold) -> str:
    reason = case.show.get("close_reason")
    return f"closed: {_words(str(reason))}" if reason else f"stands in {case.stage}"


def _rows(case: CaseTold, sent: Sequence[Json]) -> Iterator[tuple[datetime, str, str, str]]:
    """Moment, what, more (HTML), style."""
    names = {r["id"]: f"{r['organization']}, {_words(r['department'])}" for r in case.requests}
    for entry in case.entries:
        if entry["kind"] != "event" or entry["name"] in QUIET:
            continue
        data = entry["data"]
        parts = [f"{_words(key)}: {_words(str(data[key]))}" for key in FOR_PEOPLE if data.get(key) not in (None, "")]
        if data.get("request") in names:
            parts.insert(0, names[data["request"]])
        by = f' <span class="by">{escape(entry["by"])}</span>' if entry["by"] != "engine" else ""
        style = "stage" if entry["name"] == "stage_entered" else ""
        yield (
            moment(entry["at"]),
            _words(entry["name"]),
            f'<span class="more">{escape("; ".join(parts))}</span>{by}',
            style,
        )
    for one in sent:
        to = f"by {_words(one['channel'])} to {_words(one['to_role'])} {one['to']}"
        if one.get("request") in names:
            to += f" ({names[one['request']]})"
        joined = f" as one with {', '.join(one['parts'][1:])}" if one.get("parts") else ""
        link = (
            f' <a href="../../{escape(one["copy"], quote=True)}">{escape(str(one["copy"]).rpartition("/")[2])}</a>'
            if one.get("copy")
            else ""
        )
        yield moment(one["sent_at"] or one["made_at"]), f"{one['name']} left", escape(to + joined) + link, "sent"


def _head(third: str) -> str:
    columns = "".join(f'<th scope="col">{name}</th>' for name in ("When", "What", third))
    return f"<thead><tr>{columns}</tr></thead><tbody>"


def _row(at: datetime, zone: str, what: str, more: str, style: str) -> str:
    there = local(at, zone)
    when = f'<time datetime="{there.isoformat(timespec="minutes")}">{there:%a} {there.day} {there:%b %Y, %H:%M}</time>'
    return f'<tr class="{style}"><td class="t">{when}</td><td>{escape(what)}</td><td>{more}</td></tr>'


def _unsent(not_sent: Sequence[Json], zone: str) -> Iterator[str]:
    if not not_sent:
        return
    yield "<table><caption>What did not leave, and why</caption>"
    yield _head("Why")
    for one in not_sent:
        yield _row(moment(one["at"]), zone, str(one["name"]), escape(_words(str(one["reason"]))), "")
    yield "</tbody></table>"


def _words(code: str) -> str:
    return code.replace("_", " ")
