"""The kinds of field that intake and directory files are made of, each with its check and its code."""

from __future__ import annotations

import functools
import re
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import babel
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from coordinator.domain.errors import Refused
from coordinator.domain.words import Department, Disclosure, LegalBasis, RecordType, Specialty, VisitMode
from coordinator.domain.words.sensitivity import OTHER_SPELLINGS, Sensitivity
from coordinator.services.intake.addresses import clean_prose, clean_text, email_address, phone_number
from coordinator.services.intake.findings import nearest, shown

AnyWord = TypeVar("AnyWord", bound=StrEnum)

_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR"
    " PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP"
)
US_STATES = frozenset(_STATES.split())
"""Postal codes of states, territories, freely associated states and military mail."""

_ICD_SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
_DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS_SHAPE = re.compile(r"([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")
_LANGUAGE_SHAPE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


class Part(BaseModel):
    """One object of a file: no unknown keys, no silent conversion of types, not to be changed after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def icd_code(text: str) -> str:
    """An ICD-10-CM code in its usual writing: capitals, a dot after the third character. Existence is not asked."""
    bare = text.strip().upper().replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def icd_shaped(code: str) -> bool:
    """True when ``code`` is written like an ICD-10-CM code; blocks such as ``A00-A09`` and chapters are not."""
    return _ICD_SHAPE.fullmatch(code) is not None


def day(text: str) -> date:
    """A date written ``YYYY-MM-DD``. Raises ``Refused`` for any other writing and for days no calendar has."""
    if not _DAY_SHAPE.fullmatch(text):
        raise Refused("date.invalid", "write the date as YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("date.invalid", "no calendar has this day") from error


def moment(text: str) -> datetime:
    """A moment in ISO 8601 with its offset, as aware UTC."""
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is None:
            raise Refused("moment.no_offset", "add the offset, such as 2026-12-15T10:00:00-06:00")
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("moment.invalid", "write a moment such as 2026-12-15T10:00:00-06:00") from error


def time_zone(text: str) -> str:
    """A name of the IANA time zone database, such as ``America/Chicago``."""
    if text in _zones():
        return text
    raise Refused("time_zone.unknown", _not_one(text, "a time zone of the IANA database", sorted(_zones())))


def language(text: str) -> str:
    """A BCP-47 tag of language, script and region, such as ``en``, ``es-MX`` or ``zh-Hant``, in its usual writing."""
    shape = _LANGUAGE_SHAPE.fullmatch(text)
    if shape is None or shape[1].lower() not in _languages():
        raise Refused("language.unknown", "write a BCP-47 tag such as en, es or zh-Hant")
    subtags = (shape[1].lower(), (shape[2] or "").title(), (shape[3] or "").upper())
    return "-".join(subtag for subtag in subtags if subtag)


def office_hours(text: str) -> str:
    """Opening hours of one business day in the office's own zone, such as ``08:30-16:30``."""
    shape = _HOURS_SHAPE.fullmatch(text)
    try:
        if shape and time.fromisoformat(shape[1]) < time.fromisoformat(shape[2]):
            return text
    except ValueError:
        pass
    raise Refused("hours.invalid", "write the hours as 08:30-16:30, the earlier time first")


def shaped(pattern: str, code: str, advice: str) -> Callable[[str], str]:
    """A check that the whole text matches ``pattern``; when not, ``code`` is refused with ``advice``."""
    shape = re.compile(pattern)

    def read(text: str) -> str:
        if shape.fullmatch(text):
            return text
        raise Refused(code, advice)

    return read


def state_code(text: str) -> str:
    """The two capitals of a state or territory of the United States."""
    if text.upper() in US_STATES:
        return text.upper()
    raise PydanticCustomError("state.unknown", "write the two letters of the state, such as MN")


def word(
    words: type[AnyWord], code: str, noun: str, other_spellings: Mapping[str, AnyWord] | None = None
) -> Callable[[Any], AnyWord]:
    """A check that a text is one of ``words``; when not, ``code`` is raised and the nearest valid word is named."""
    spellings = dict(other_spellings or {})

    def read(value: Any) -> AnyWord:
        text = _text(value)
        if text in spellings:
            return spellings[text]
        try:
            return words(text)
        except ValueError:
            pass
        raise _told(Refused(code, _not_one(text, noun, [str(one) for one in words])))

    return read


def _checked(check: Callable[[str], Any]) -> Callable[[Any], Any]:
    """``check`` as pydantic calls it: only texts reach it, and its refusal keeps code and detail."""

    def read(value: Any) -> Any:
        try:
            return check(_text(value))
        except Refused as refusal:
            raise _told(refusal) from None

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("field.wrong_type", "write a text in quotation marks")
    return value


def _told(refusal: Refused) -> PydanticCustomError:
    # The code is a variable on purpose: pydantic only asks for a literal so that messages can be listed.
    return PydanticCustomError(refusal.code, "{what}", {"what": refusal.detail})


def _not_one(text: str, noun: str, words: list[str]) -> str:
    close = nearest(text, words) or nearest(text.upper(), words) or nearest(text.lower(), words)
    if close:
        return f"{shown(text)} is not {noun}; the nearest is {close}"
    hint = f"valid are {', '.join(words)}" if len(words) < 50 else "look up how it is written there"
    return f"{shown(text)} is not {noun}; {hint}"


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@functools.cache
def _languages() -> frozenset[str]:
    return frozenset(babel.Locale("en").languages)


Line = Annotated[str, BeforeValidator(_checked(clean_text))]
"""One line that may reach a header."""

Prose = Annotated[str, BeforeValidator(_checked(clean_prose))]
"""Several lines that never reach a header."""

Email = Annotated[str, BeforeValidator(_checked(email_address))]
Phone = Annotated[str, BeforeValidator(_checked(phone_number))]
Day = Annotated[date, BeforeValidator(_checked(day))]
Moment = Annotated[datetime, BeforeValidator(_checked(moment))]
Zone = Annotated[str, BeforeValidator(_checked(time_zone))]
Language = Annotated[str, BeforeValidator(_checked(language))]
Hours = Annotated[str, BeforeValidator(_checked(office_hours))]
WebAddress = Annotated[
    str,
    BeforeValidator(
        _checked(
            shaped(
                r"https?://[A-Za-z0-9.\-]{1,200}(:[0-9]{1,5})?(/[!-~]{0,300})?",
                "url.invalid",
                "write an address that begins with https://",
            )
        )
    ),
]
CountryCode = Annotated[
    str, BeforeValidator(_checked(shaped("[A-Z]{2}", "country.invalid", "write the two capitals of the country: US")))
]
CurrencyCode = Annotated[
    str, BeforeValidator(_checked(shaped("[A-Z]{3}", "currency.invalid", "write the three capitals: USD")))
]
IcdCode = Annotated[Line, AfterValidator(icd_code)]

RecordTypeWord = Annotated[
    RecordType,
    BeforeValidator(
        word(
            RecordType,
            "record_type.unknown",
            "a record type",
            {"PT/REHAB": RecordType.PT_REHAB, "HP": RecordType.HP_NOTE},
        )
    ),
]
DepartmentWord = Annotated[Department, BeforeValidator(word(Department, "department.unknown", "a department"))]
SpecialtyWord = Annotated[Specialty, BeforeValidator(word(Specialty, "specialty.unknown", "a specialty"))]
LegalBasisWord = Annotated[LegalBasis, BeforeValidator(word(LegalBasis, "legal_basis.unknown", "a legal basis"))]
VisitModeWord = Annotated[VisitMode, BeforeValidator(word(VisitMode, "mode.unknown", "a way to consult"))]
DisclosureWord = Annotated[
    Disclosure,
    BeforeValidator(word(Disclosure, "disclosure.unknown", "a way to disclose", {"blinded": Disclosure.SEALED})),
]
SensitivityWord = Annotated[
    Sensitivity,
    BeforeValidator(word(Sensitivity, "sensitivity.unknown", "a protected category", OTHER_SPELLINGS)),
]
UsState = Annotated[str, BeforeValidator(_checked(state_code))]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Address(Part):
    """A postal address. State and postal code are checked for the United States only, whose licences we use."""

    line: Annotated[tuple[Line, ...], Field(min_length=1, max_length=4)]
    city: Line
    country: CountryCode = "US"
    state: Line | None = None
    postal_code: Line

    @field_validator("state")
    @classmethod
    def _is_a_state(cls, state: str | None, info: ValidationInfo) -> str | None:
        return state_code(state) if state is not None and info.data.get("country") == "US" else state

    @field_validator("postal_code")
    @classmethod
    def _is_a_zip_code(cls, postal_code: str, info: ValidationInfo) -> str:
        if info.data.get("country") == "US" and not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", postal_code):
            raise PydanticCustomError("postal_code.invalid", "write five digits, or nine with a hyphen")
        return postal_code


class Money(Part):
    """An amount in the smallest unit of its currency: cents for USD."""

    amount_minor: Count
    currency: CurrencyCode = "USD"
