"""The intake file: what a patient, a clinic or a colleague tells us when a case begins (``domain.md`` §1.3).

What may be left out and is left out stays ``None``: an unanswered question is no silent "no". For ``decision_deadline``
and ``treatment_scheduled`` a written ``null`` is an answer ("none"), a missing key is not; ask ``deadline_answered``
and ``treatment_answered``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from coordinator.domain.words import RecordType
from coordinator.domain.words.intake_words import Hardness, OptInKind
from coordinator.services.intake.choices import Motive, NetworkType
from coordinator.services.intake.fields import (
    Day,
    DepartmentWord,
    DisclosureWord,
    Email,
    IcdCode,
    LegalBasisWord,
    Line,
    Money,
    Part,
    Phone,
    Prose,
    RecordTypeWord,
    SensitivityWord,
    SpecialtyWord,
    UsState,
    word,
)
from coordinator.services.intake.people import ContactPart, PatientPart


class Screening(Part):
    """Three questions of which a yes stops the automatic way. ``None`` was not answered."""

    emergency_now: bool | None = None
    in_hospital_now: bool | None = None
    legal_dispute: bool | None = None


class TreatmentScheduled(Part):
    """A treatment that already has a day."""

    on: Day
    what: Line | None = None


class TreatmentStarted(Part):
    """A treatment that has begun; the day may be unknown."""

    on: Day | None = None
    what: Line | None = None


class History(Part):
    """What was done before: it decides which records are essential (``domain.md`` §2.3). ``None`` was not answered."""

    symptoms_since: Day | None = None
    surgery: bool | None = None
    biopsy: bool | None = None
    chemo_or_radiation: bool | None = None
    genetic_test: bool | None = None
    implant: bool | None = None


class Condition(Part):
    """A diagnosis in words and, where known, as an ICD-10-CM code with its dot."""

    label: Line
    icd10cm: IcdCode | None = None


class DecisionDeadline(Part):
    """The day by which the patient must decide, in the patient's zone."""

    date: Day
    hardness: Annotated[Hardness, BeforeValidator(word(Hardness, "hardness.unknown", "a hardness"))] | None = None
    why: Line | None = None
    said_by: Line | None = None


class QuestionPart(Part):
    """What the patient wants to know, in their own words, and what follows from it."""

    text: Prose
    condition: Condition
    condition_group: Line | None = None
    told_on: Day | None = None
    specialty: SpecialtyWord
    motives: tuple[Annotated[Motive, BeforeValidator(word(Motive, "motive.unknown", "a motive"))], ...] = ()
    disclosure: DisclosureWord
    decision_deadline: DecisionDeadline | None = None


class FirstOpinion(Part):
    """The opinion the patient already has. A provider or an organization is named; the check asks for one of them."""

    provider: Line | None = None
    organization: Line | None = None
    given_on: Day | None = None
    diagnosis: Condition | None = None
    recommendation: Prose | None = None


class DateRange(Part):
    """From a day to a day, both included; either may be open."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)

    since: Annotated[Day | None, Field(alias="from")] = None
    until: Annotated[Day | None, Field(alias="to")] = None


class Source(Part):
    """A desk that holds records, the things wanted from it, and how to reach it where the directory does not say."""

    organization: Line
    department: DepartmentWord
    items: Annotated[tuple[RecordTypeWord, ...], Field(min_length=1)]
    legal_basis: LegalBasisWord | None = None
    clinician: Line | None = None
    mrn: Line | None = None
    name_used: Line | None = None
    accession: Line | None = None
    sensitive: tuple[SensitivityWord, ...] | None = None
    sensitive_items: dict[RecordTypeWord, tuple[SensitivityWord, ...]] | None = None
    dates: DateRange | None = None
    fax: Phone | None = None
    email: Email | None = None
    phone: Phone | None = None

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: tuple[RecordType, ...]) -> tuple[RecordType, ...]:
        return tuple(dict.fromkeys(items))


class Coverage(Part):
    """Who pays. ``self_pay_limit`` is what the patient would pay without a plan."""

    payer: Line | None = None
    plan: Line | None = None
    member_id: Line | None = None
    network_type: (
        Annotated[NetworkType, BeforeValidator(word(NetworkType, "network.unknown", "a kind of network"))] | None
    ) = None
    referral_needed: bool | None = None
    prior_authorization_needed: bool | None = None
    self_pay_limit: Money | None = None


class Travel(Part):
    """How far the patient can go to a visit, and what they need for it. ``most_km`` is one way, kilometres."""

    can_travel: bool | None = None
    most_km: Annotated[int, Field(ge=0, le=20_000)] | None = None
    overnight: bool | None = None
    needs: tuple[Line, ...] = ()


class Telehealth(Part):
    """Whether a visit by video is possible. ``state`` is where the patient will sit: licences depend on it (§1.3)."""

    willing: bool | None = None
    device: bool | None = None
    internet: bool | None = None
    state: UsState | None = None


class OptIn(Part):
    """A yes or no of the patient to one thing, with the version of the text they were told (``domain.md`` §4.1)."""

    what: Annotated[OptInKind, BeforeValidator(word(OptInKind, "opt_in.unknown", "something to opt into"))]
    allowed: bool
    on: Day
    text_version: Line
    by: Line | None = None


class Acknowledgements(Part):
    """What the patient has read and accepted, and when."""

    service_terms_on: Day | None = None
    privacy_notice_on: Day | None = None


class Intake(Part):
    """One intake file, read and in its normal form: numbers in E.164, addresses in ASCII, codes with their dot.

    A list that came later is ``None`` where it is left out: an older file keeps the hash it was loaded with.
    """

    external_id: Line
    received_on: Day | None = None
    patient: PatientPart
    contacts: Annotated[tuple[ContactPart, ...], Field(max_length=20)] = ()
    screening: Screening | None = None
    treatment_scheduled: TreatmentScheduled | None = None
    treatment_started: TreatmentStarted | None = None
    history: History | None = None
    access_needs: tuple[Line, ...] = ()
    worry: Prose | None = None
    other_treatments: tuple[Line, ...] = ()
    supplements: tuple[Line, ...] | None = None
    allergies: tuple[Line, ...] | None = None
    question: QuestionPart
    first_opinion: FirstOpinion
    sources: Annotated[tuple[Source, ...], Field(max_length=100)] = ()
    holds_all_records: bool | None = None
    coverage: Coverage | None = None
    travel: Travel | None = None
    telehealth: Telehealth | None = None
    opt_ins: Annotated[tuple[OptIn, ...], Field(max_length=20)] | None = None
    navigator: Email | None = None
    acknowledgements: Acknowledgements | None = None

    @property
    def deadline_answered(self) -> bool:
        """True when the file says by when the patient must decide, "none" included."""
        return "decision_deadline" in self.question.model_fields_set

    @property
    def treatment_answered(self) -> bool:
        """True when the file says whether a treatment is scheduled, "none" included."""
        return "treatment_scheduled" in self.model_fields_set
