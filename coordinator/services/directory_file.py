"""The directory file: organizations with their desks, providers with their openings, teams.

A fact that is left out is unknown and stays ``None``. Only what would be unsafe to assume has a default: a desk has not
agreed to secure e-mail and is no reviewing laboratory until the file says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from coordinator.domain.directory import Weekday
from coordinator.domain.words import Channel, Department
from coordinator.services.intake.fields import (
    Address,
    Count,
    CurrencyCode,
    Day,
    DepartmentWord,
    Email,
    Hours,
    Language,
    Line,
    Moment,
    Part,
    Phone,
    Prose,
    SpecialtyWord,
    VisitModeWord,
    WebAddress,
    Zone,
    icd_code,
    state_code,
    word,
)
from coordinator.services.intake.findings import Finding, json_path, read_model, read_object

DESK_CHANNELS = (Channel.EMAIL, Channel.FAX, Channel.PRINT, Channel.OFFICE_PORTAL)
"""How a desk can be written to. A desk's ``email`` is used as secure e-mail, and only where it agreed."""


def _age_group(text: str) -> str:
    """``child`` or ``adult``."""
    if text not in AGE_GROUPS:
        raise PydanticCustomError("age_group.unknown", "valid are child and adult")
    return text


IcdPrefix = Annotated[str, Field(max_length=8), AfterValidator(icd_code)]
"""The beginning of a code: ``C50`` stands for all of C50."""

AGE_GROUPS = ("child", "adult")
AgeGroupWord = Annotated[Line, AfterValidator(_age_group)]
Days = Annotated[int, Field(ge=0, le=365)]
StateCode = Annotated[Line, AfterValidator(state_code)]


class PrivacyOfficer(Part):
    """Who is told when a record of the wrong person came, or when access is refused."""

    name: Line | None = None
    fax: Phone | None = None


class DeskPart(Part):
    """An organization's office for one kind of record. ``closed_on`` are its closing days beside public holidays.

    ``own_form`` names the PDF of their form, beside this file.
    ``median_response_days`` and ``p75_response_days`` are calendar days from receipt to answer.
    """

    department: DepartmentWord
    hours: Hours | None = None
    phone: Phone | None = None
    fax: Phone | None = None
    email: Email | None = None
    phone_tree: Line | None = None
    own_form_required: bool | None = None
    own_form: Line | None = None
    accepts_esign: bool | None = None
    prepay_required: bool | None = None
    vendor: Line | None = None
    closed_on: tuple[Day, ...] = ()
    secure_email_agreed: bool = False
    channel_order: tuple[Annotated[Channel, BeforeValidator(word(Channel, "channel.unknown", "a channel"))], ...] = ()
    portal_url: WebAddress | None = None
    weekly_summary: Annotated[Weekday, BeforeValidator(word(Weekday, "weekday.unknown", "a weekday"))] | None = None
    courier: Line | None = None
    reviewing_laboratory: bool = False
    median_response_days: Days | None = None
    p75_response_days: Days | None = None
    holds_ehr: bool | None = None

    @field_validator("department")
    @classmethod
    def _is_an_office(cls, department: Department) -> Department:
        if department is Department.PATIENT:
            raise PydanticCustomError("department.unknown", "a patient is no desk of an organization")
        return department

    @field_validator("channel_order")
    @classmethod
    def _reach_a_desk(cls, order: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if any(channel not in DESK_CHANNELS for channel in order):
            raise PydanticCustomError("channel.unknown", "valid are email, fax, print and office_portal")
        return order


class OrganizationPart(Part):
    """A hospital, a clinic or a laboratory. ``time_zone`` is the zone of all of its desks."""

    name: Line
    kind: Line
    address: Address
    time_zone: Zone
    privacy_officer: PrivacyOfficer | None = None
    desks: tuple[DeskPart, ...] = ()


class Board(Part):
    """A board certification: what it says, who says so, and when somebody looked."""

    name: Line
    source: Line | None = None
    checked_on: Day | None = None


class Outcome(Part):
    """A published result, with its source and date, shown as it stands and never scored."""

    text: Prose
    source: Line | None = None
    as_of: Day | None = None


class Cost(Part):
    """What an opinion costs, in the smallest unit of the currency."""

    amount_minor: Count
    currency: CurrencyCode = "USD"
    includes: Line | None = None
    assistance: Line | None = None


class SlotPart(Part):
    """An opening. ``starts_at`` is kept in UTC."""

    starts_at: Moment
    minutes: Annotated[int, Field(ge=5, le=480)]
    mode: VisitModeWord


class Office(Part):
    """Who answers for a provider. Without one the provider is written to at the organization's postal address."""

    fax: Phone | None = None
    phone: Phone | None = None
    email: Email | None = None
    hours: Hours | None = None
    time_zone: Zone | None = None


class ProviderPart(Part):
    """A clinician who gives opinions. Known by the NPI, without one by name and organization.

    ``requires`` is what the office still wants with a referral; without ``requires_before_visit`` it holds no visit.
    ``source`` and ``checked_on`` say where the facts come from and when somebody looked.
    """

    name: Line
    npi: Line | None = None
    organization: Line
    practice_group: Line | None = None
    specialties: Annotated[tuple[SpecialtyWord, ...], Field(min_length=1)]
    conditions: tuple[IcdPrefix, ...] = ()
    board: Board | None = None
    yearly_volume: dict[IcdPrefix, Count | None] | None = None
    outcomes: tuple[Outcome, ...] | None = None
    modes: tuple[VisitModeWord, ...] = ()
    licensed_in: tuple[StateCode, ...] = ()
    languages: tuple[Language, ...] = ()
    insurance: tuple[Line, ...] = ()
    cost: Cost | None = None
    multidisciplinary_review: bool | None = None
    accepts_second_opinions: bool | None = None
    records_lead_business_days: Annotated[int, Field(ge=0, le=60)] | None = None
    requires: tuple[Line, ...] = ()
    requires_before_visit: tuple[Line, ...] = ()
    age_groups: tuple[AgeGroupWord, ...] = ()
    health_system: Line | None = None
    sanctioned: bool | None = None
    source: Line | None = None
    checked_on: Day | None = None
    reviews_url: WebAddress | None = None
    slots: tuple[SlotPart, ...] = ()
    office: Office | None = None

    @field_validator("npi")
    @classmethod
    def _is_an_npi(cls, npi: str | None) -> str | None:
        if npi is not None and not is_npi(npi):
            raise PydanticCustomError(
                "npi.invalid", "write the ten digits of the NPI (its last digit checks the others)"
            )
        return npi


class Team(Part):
    """A team and the e-mail addresses of its staff, who are added by ``user add``."""

    name: Line
    staff: tuple[Email, ...] = ()


class DirectoryFile(Part):
    """One directory file, read and in its normal form."""

    organizations: tuple[OrganizationPart, ...] = ()
    providers: tuple[ProviderPart, ...] = ()
    teams: tuple[Team, ...] = ()

    def office_numbers(self) -> frozenset[str]:
        """Every telephone and fax number of an office, in E.164: none of them can be a patient's."""
        numbers: set[str | None] = set()
        for organization in self.organizations:
            numbers |= {organization.privacy_officer.fax} if organization.privacy_officer else set()
            numbers |= {number for desk in organization.desks for number in (desk.phone, desk.fax)}
        for provider in self.providers:
            numbers |= {provider.office.phone, provider.office.fax} if provider.office else set()
        return frozenset(number for number in numbers if number)


def parse_directory(text: str) -> tuple[DirectoryFile | None, list[Finding]]:
    """The directory in ``text``, or every problem with its JSON path.

    A provider's organization need not stand in the same file: the database may know it.
    """
    raw, problems = read_object(text)
    if raw is None:
        return None, problems
    directory, broken_fields = read_model(DirectoryFile, raw)
    problems += broken_fields
    if directory:
        problems += _named_twice(directory)
    return (None if problems else directory), problems


def is_npi(text: str) -> bool:
    """True for a National Provider Identifier: ten digits that pass the Luhn check behind the prefix 80840."""
    if not re.fullmatch("[12][0-9]{9}", text):
        return False
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(map(int, reversed("80840" + text)))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _named_twice(directory: DirectoryFile) -> Iterator[Finding]:
    """Loading goes by name, so a name that stands twice would overwrite itself."""
    seen: set[tuple[str, ...]] = set()
    for path, code, key in _names(directory):
        if (code, *key) in seen:
            yield Finding(json_path(path), code, "the same stands in the file already; keep one of them")
        seen.add((code, *key))


def _names(directory: DirectoryFile) -> Iterator[tuple[tuple[str | int, ...], str, tuple[str, ...]]]:
    for i, organization in enumerate(directory.organizations):
        yield ("organizations", i), "organization.twice", (organization.name,)
        for j, desk in enumerate(organization.desks):
            yield ("organizations", i, "desks", j), "desk.twice", (str(i), desk.department)
    for i, provider in enumerate(directory.providers):
        who = (provider.npi,) if provider.npi else (provider.name, provider.organization)
        yield ("providers", i), "provider.twice", who
        for j, slot in enumerate(provider.slots):
            yield ("providers", i, "slots", j), "slot.twice", (*who, slot.starts_at.isoformat(), slot.mode)
    for i, team in enumerate(directory.teams):
        yield ("teams", i), "team.twice", (team.name,)
