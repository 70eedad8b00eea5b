"""What ``case show`` says around the opinions: questions, sources, material, questions back, next steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.materials import in_words
from coordinator.domain.opinion_sources import documented, unsourced
from coordinator.domain.question import answers_of, listed, wording
from coordinator.domain.treating import copy_owed
from coordinator.domain.words import Disclosure
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.side_by_side import KIND_LABELS, seen_by, warnings
from coordinator.services.views.plain import Json


def around_opinions(case: Case, texts: Mapping[int, Mapping[str, str]]) -> Json:
    """Beside the opinions and rows themselves. All of it is for staff."""
    worded = dict(wording(case, question_bank().by_id, texts, language="en"))
    ordinals = [o.ordinal for o in case.opinions]
    return {
        "questions": [
            {
                "id": str(entry["id"]),
                "text": worded.get(str(entry["id"])),
                "answers": {str(n): answers_of(case, n)[str(entry["id"])] for n in ordinals},
            }
            for entry in listed(case)
        ],
        "disclosure": {
            "sealed": case.disclosure is Disclosure.SEALED,
            "partially_blinded": list(case.answers.get("partially_blinded") or []),
        },
        "next_steps": [
            {
                "id": s.id,
                "opinion": s.ordinal or None,
                "kind": s.kind,
                "what": s.what,
                "who": s.who,
                "by": s.by,
                "due_on": s.due_on,
                "starts_at": s.starts_at,
                "status": (s.outcome or "done") if s.done_at else "open",
                "done_at": s.done_at,
            }
            for s in sorted(case.next_steps, key=lambda s: (not s.open, s.due_on, s.id))
        ],
        "clarifications": [
            {
                "id": c.id,
                "to": c.ordinal,
                "fields": list(c.fields),
                "sent_at": c.sent_at,
                "answered_at": c.answered_at,
                "status": "answered" if c.answered_at else "asked" if c.sent_at else "wanted",
            }
            for c in case.clarifications
        ],
        "decision": {
            "how": case.decision,
            "at": case.decision_at,
            "copy_to_treating": case.copy_to_treating,
            "copy": case.answers.get("copy"),
            "copy_owed": copy_owed(case),
            "follow_through": {
                day: case.answers[f"follow_through.{day}"]
                for day in ("2", "30", "90")
                if f"follow_through.{day}" in case.answers
            },
        },
    }


def beside_rows(case: Case) -> dict[str, Any]:
    """What a second person looks at beside the rows: warnings, what points nowhere, and who had what."""
    opinions = sorted(case.opinions, key=lambda o: o.ordinal)
    return {
        "warnings": [f"{o.ordinal}.{code}" for o in opinions for code in warnings(case, o)],
        "unsourced": [
            f"{o.ordinal}.{name}" for o in opinions if documented(o, case.documents) for name in unsourced(o.content)
        ],
        "materials": [
            {
                "opinion": seen.ordinal,
                "said": seen.said,
                "had": list(seen.had),
                "had_not": list(seen.had_not),
                "text": in_words(seen, KIND_LABELS),
            }
            for seen in seen_by(case)
        ],
    }
