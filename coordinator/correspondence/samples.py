"""Invented people and values for previews and checks. Nobody here exists, and no number rings."""

from __future__ import annotations

from coordinator.correspondence.parts import Brand, Part, Reader

BRAND = Brand(
    name="Second Opinion Coordination",
    help_phone="(555) 555-0100",
    help_hours="Monday to Friday, 8 AM to 6 PM Central Time",
    postal=("PO Box 4100", "Minneapolis, MN 55404"),
    mail_from="care@coordination.example",
    fax="(555) 555-0101",
)

READER = Reader(
    first_name="Maria",
    full_name="Maria Okafor",
    postal=("412 Birch Ave", "Rochester, MN 55901"),
)

REFERENCE = "SO-7K4M-Q2"

_VISIT = {
    "visit_date": "Tuesday, January 5",
    "visit_time": "10:30 AM Central Standard Time",
    "mode": "in person",
    "kind": "in_person",
    "place": "1 Main St, Rochester, MN 55901",
}

PARTS: tuple[Part, ...] = (
    Part("m01-welcome"),
    Part("m02-verify-contact", {"code": "418 203", "valid_until": "Tuesday, November 24, 10 AM"}),
    Part("m03-need-info", {"count": 2, "due": "Wednesday, November 25"}),
    Part("m04-accepted", {"navigator": "Ana Ruiz", "visit_by": "Monday, January 4"}),
    Part("m05-not-eligible"),
    Part("m06-sign-authorization", {"count": 3, "due": "Wednesday, November 25"}),
    Part("m07-authorization-expiring", {"count": 2, "ends_on": "Saturday, May 22"}),
    Part("m08-upload-records", {"count": 2, "due": "Wednesday, December 2"}),
    Part("m09-upload-problem", {"count": 2, "due": "Wednesday, December 2"}),
    Part("m10-fee-approval", {"due": "Wednesday, December 2"}),
    Part("m11-records-progress", {"received": 4, "total": 9}),
    Part("m12-records-ready"),
    Part("m13-gap-decision"),
    Part("m14-record-delay-urgent", {"decide_by": "Monday, January 11", "before_visit": True}),
    Part("m15-access-rights", {"answer_by": "Thursday, December 24"}),
    Part("m16-complaint-options", {"complain_by": "Wednesday, June 23"}),
    Part("m17-shortlist", {"count": 3, "due": "Wednesday, December 16"}),
    Part("m18-booked", _VISIT),
    Part(
        "m19-preparation",
        {key: _VISIT[key] for key in ("visit_date", "visit_time", "kind")},
    ),
    Part("m20-reminder-3-days", _VISIT),
    Part("m21-reminder-1-day", _VISIT),
    Part("m22-video-2-hours", {"visit_time": _VISIT["visit_time"]}),
    Part("m23-changed-or-cancelled", {**_VISIT, "change": "moved"}),
    Part("m24-missed-visit"),
    Part("m25-after-visit", {"report_by": "Tuesday, January 12", "kind": "in_person"}),
    Part("m26-comparison-ready"),
    Part("m31-withdrawal-confirm"),
    Part("m32-unreachable", {"wait_until": "Monday, January 11"}),
    Part("m33-revocation-confirm", {"told": 2}),
    Part("m36-please-call"),
    Part("m37-portal-code", {"code": "418 203"}),
    Part("m38-portal-link"),
    Part("m39-message-from-us"),
    Part("l17-condolence"),
    Part("m27-clarification-answer"),
    Part("m28-third-opinion-info"),
    Part("m29-decision-guide", {"decide_by": "Tuesday, January 19"}),
    Part("m30-closing-survey"),
    Part("m34-next-step", {"due": "Wednesday, January 20", "visit_time": ""}),
    Part("m35-follow-through", {"days": 30}),
)
"""One part of every patient message, as it may stand in an unencrypted mail."""
