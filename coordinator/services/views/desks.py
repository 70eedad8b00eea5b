"""The desks of the directory, and what their answers taught us."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.domain.directory import Desk
from coordinator.services.views.record_request import desk_answers
from coordinator.store import own_forms


def desks_listed(session: Session) -> list[dict[str, Any]]:
    """Every desk by organization and department."""
    forms = own_forms.desks_with_one(session)
    desks = session.execute(select(Desk)).unique().scalars()
    return [
        {
            "id": desk.id,
            "organization": desk.organization.name,
            "department": desk.department.value,
            "own_form_required": desk.own_form_required,
            "own_form_pages": forms.get(desk.id, 0),
            "holds_ehr": desk.holds_ehr,
            "answers": desk_answers(desk),
            "channels": desk.channel_health,
        }
        for desk in sorted(desks, key=lambda desk: (desk.organization.name, desk.department))
    ]
