"""A person asks an office on another ground than before (``domain.md`` §3.1)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.legal_basis import directive_fits, one_basis_an_item
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import LegalBasis


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("basis", Kind.CHOICE, "the ground it is asked on from now on", tuple(LegalBasis)),
    usually="records", says="What is still outstanding is asked for on another legal basis.",
)  # fmt: skip
def legal_basis_changed(case: Case, act: Act, known: Known, request: RecordRequest, basis: str) -> Recorded:
    """Never two grounds at one desk for one item: the engine ends the old request and makes one on the new basis."""
    wanted = LegalBasis(basis)
    successor = request.details.get("succeeded_by")
    if request.legal_basis is wanted or successor == basis:
        return already(request=request.id)
    if request.from_patient:
        raise Refused("basis.none_needed", "the patient holds these records")
    if not request.open or not request.outstanding():
        raise Refused("request.nothing_outstanding", "the office owes nothing more of this request")
    physical = any(item.record_type.physical for item in request.outstanding())
    if physical and wanted is not LegalBasis.AUTHORIZATION:
        raise Refused("basis.material", "slides and blocks are lent for treatment, or under an authorization")
    if wanted is LegalBasis.TREATMENT and not case.urgent:
        raise Refused("basis.not_urgent", "provider to provider is for urgent cases", field="basis")
    if wanted in (LegalBasis.TREATMENT, LegalBasis.ACCESS_DIRECTIVE) and case.referral() is None:
        raise Refused("basis.no_provider", "the second provider is not known yet", field="basis")
    if wanted is LegalBasis.ACCESS_DIRECTIVE and not directive_fits(request.desk, request.outstanding()):
        raise Refused(
            "basis.no_electronic_record", "only for an electronic copy of an electronic record", field="basis"
        )
    if not one_basis_an_item(case, request, wanted):
        raise Refused("basis.asked_already", "another request asks this desk for the same", field="basis")
    request.keep(succeeded_by=basis)
    event = case.note("legal_basis_changed", act, request=request.id, basis=wanted, earlier=request.legal_basis)
    return said(event, request=request.id)
