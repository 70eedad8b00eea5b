"""Invented details, and the other ways in which a message may turn out: for previews and checks.

Details stand on paper, or where a reader allowed them. A message that asks "one or several", "in person or by video"
is read here with each answer, so that no branch of it escapes the checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coordinator.correspondence import samples
from coordinator.correspondence.parts import Part, PartValue

_OFFICE = "Lakeview General Hospital"
_PROVIDER = {"provider": "Dr. Helen Park, Northfield Cancer Institute"}

DETAILS: Mapping[str, Mapping[str, PartValue]] = {
    "m03-need-info": {
        "questions": ("Is there a day by which you must decide?", "Which hospitals and clinics hold your files?")
    },
    "m06-sign-authorization": {"papers": (_OFFICE, "Rochester Imaging", "Dr. Ellen Marsh")},
    "m07-authorization-expiring": {"papers": (_OFFICE, "Rochester Imaging")},
    "m08-upload-records": {"wanted": ("Laboratory results", "Medication list")},
    "m09-upload-problem": {"wanted": ("Laboratory results", "Imaging study, all series"), "why": "unreadable"},
    "m10-fee-approval": {"amount": "$88.00", "office": _OFFICE},
    "m11-records-progress": {"outstanding": (f"Pathology report, {_OFFICE}", f"Operative note, {_OFFICE}")},
    "m13-gap-decision": {"record": "Pathology report", "office": _OFFICE},
    "m15-access-rights": {"office": _OFFICE},
    "m16-complaint-options": {"office": _OFFICE},
    "m17-shortlist": {"providers": ("Dr. Helen Park", "Dr. Jonas Weber", "Dr. Amara Diallo")},
    "m18-booked": _PROVIDER,
    "m19-preparation": {"questions": ("Do I need surgery now?", "Can I keep working?")},
    "m20-reminder-3-days": _PROVIDER,
    "m21-reminder-1-day": _PROVIDER,
    "m23-changed-or-cancelled": _PROVIDER,
    "m33-revocation-confirm": {"papers": (_OFFICE,)},
    "m34-next-step": {"what": "Have blood drawn at your clinic."},
    "m39-message-from-us": {"words": ("Your scans came today.", "We sent them on.")},
}
"""The details of every message that has some."""


OTHERWISE: tuple[tuple[str, str, Mapping[str, PartValue]], ...] = (
    ("m03-need-info", "one", {"count": 1}),
    ("m04-accepted", "no-date", {"navigator": "", "visit_by": ""}),
    ("m06-sign-authorization", "one", {"count": 1}),
    ("m07-authorization-expiring", "one", {"count": 1}),
    ("m08-upload-records", "one", {"count": 1}),
    ("m09-upload-problem", "one", {"count": 1, "why": "too_old"}),
    ("m09-upload-problem", "incomplete", {"why": "incomplete"}),
    ("m09-upload-problem", "other", {"why": "wrong_record"}),
    ("m11-records-progress", "all-here", {"received": 9}),
    ("m14-record-delay-urgent", "after-visit", {"before_visit": False}),
    ("m14-record-delay-urgent", "no-date", {"decide_by": ""}),
    ("m17-shortlist", "one", {"count": 1}),
    *((name, "video", {"kind": "video", "mode": "by video", "place": "by video, from where you are"})
      for name in ("m18-booked", "m20-reminder-3-days", "m21-reminder-1-day")),
    *((name, "files", {"kind": "record_review", "mode": "from your files", "place": "you do not need to come"})
      for name in ("m18-booked", "m20-reminder-3-days", "m21-reminder-1-day", "m23-changed-or-cancelled")),
    ("m19-preparation", "video", {"kind": "video"}),
    ("m19-preparation", "files", {"kind": "record_review"}),
    ("m23-changed-or-cancelled", "by-patient", {"change": "by_patient"}),
    ("m23-changed-or-cancelled", "by-provider", {"change": "by_provider"}),
    ("m25-after-visit", "files", {"kind": "record_review"}),
    ("m29-decision-guide", "no-date", {"decide_by": ""}),
    ("m33-revocation-confirm", "nobody", {"told": 0}),
    ("m33-revocation-confirm", "one", {"told": 1}),
    ("m34-next-step", "visit", {"visit_time": "10:30 AM Central Standard Time"}),
    ("m35-follow-through", "two-days", {"days": 2}),
)  # fmt: skip
"""Message, a word for the way it turned out, and the values that make it so."""


def with_details(part: Part) -> Part:
    """The same part with everything that it may say."""
    return Part(part.name, {**DETAILS.get(part.name, {}), **part.values})


def every_part() -> Iterator[tuple[str, Part]]:
    """Each sample with each of its turns, by a name that tells them apart. Some turns are details themselves."""
    by_name = {part.name: part for part in samples.PARTS}
    yield from by_name.items()
    for name, turn, values in OTHERWISE:
        yield f"{name} ({turn})", Part(name, {**by_name[name].values, **values})
