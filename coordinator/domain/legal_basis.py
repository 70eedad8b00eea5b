"""Which ground fits a request (``domain.md`` §3.1): one letter, one basis, and one basis an item."""

from __future__ import annotations

from collections.abc import Iterable

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import LegalBasis, RecordType


def basis_of(record_type: RecordType, stated: LegalBasis | None, desk: Desk | None) -> LegalBasis:
    """Slides and blocks D, or C where a person said so; everything else as stated, and A where nothing was.

    A directive to a third party reaches an electronic copy of an electronic record only (Ciox v. Azar): where the desk
    is known to hold none, the patient asks for their own copy instead.
    """
    if record_type.physical:
        return stated if stated is LegalBasis.AUTHORIZATION else LegalBasis.TREATMENT
    if stated is LegalBasis.ACCESS_DIRECTIVE and desk is not None and desk.holds_ehr is False:
        return LegalBasis.ACCESS_SELF
    return stated or LegalBasis.ACCESS_SELF


def directive_fits(desk: Desk | None, items: Iterable[RecordItem]) -> bool:
    """True where basis B may be used: nothing physical, and a desk that is not known to work on paper."""
    return desk is not None and desk.holds_ehr is not False and not any(i.record_type.physical for i in items)


def one_basis_an_item(case: Case, request: RecordRequest, basis: LegalBasis) -> bool:
    """True unless another open request already asks the same desk for one of these items on this very basis."""
    wanted = {item.record_type for item in request.outstanding()}
    return not any(
        other is not request
        and other.open
        and other.legal_basis is basis
        and other.desk is request.desk
        and any(item.record_type in wanted for item in other.outstanding())
        for other in case.requests
    )
