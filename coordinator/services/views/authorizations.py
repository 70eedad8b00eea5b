"""The papers of a case as ``case show`` prints them, with what left under each (accounting of disclosures)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.paper_form import form_of, initials_wanted
from coordinator.domain.words import AuthorizationStatus
from coordinator.services.views.plain import Json


def authorizations(case: Case, communications: Iterable[Any]) -> list[Json]:
    """Every paper, the oldest first. ``communications`` are rows with ``id``, ``effect_ids`` and ``status``."""
    by_effect = {effect: row for row in communications for effect in row.effect_ids or ()}
    return [_paper(case, paper, by_effect) for paper in case.authorizations]


def _paper(case: Case, paper: Authorization, by_effect: dict[str, Any]) -> Json:
    waiting = paper.status is AuthorizationStatus.WAITING
    return {
        "id": paper.id,
        "kind": paper.kind,
        "status": paper.status,
        "organization": paper.organization_name,
        "expires_on": paper.expires_on,
        "expires_event": paper.expires_event,
        "asked_at": paper.asked_at,
        "signed_at": paper.signed_at,
        "signer": paper.signer,
        "authority": paper.authority,
        "authority_document": paper.authority_document_id,
        "initials": paper.initials,
        "initials_wanted": initials_wanted(case, paper),
        "method": paper.signature_method,
        "evidence": paper.signature_evidence,
        "alone_for": paper.alone_for,
        "renews": paper.renews,
        "revoked_at": paper.revoked_at,
        "revoked_how": paper.revoked_how,
        "form": form_of(case, paper) if waiting else paper.form,
        "requests": [r.id for r in case.requests if r.authorization_id == paper.id],
        "disclosures": [_disclosure(told, by_effect) for told in paper.disclosures or ()],
    }


def _disclosure(told: dict[str, Any], by_effect: dict[str, Any]) -> Json:
    row = by_effect.get(str(told.get("effect")))
    return told | {"communication": row.id if row else None, "status": row.status if row else None}
