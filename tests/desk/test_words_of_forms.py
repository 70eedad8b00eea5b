"""Forms, corrections, plans and lists of the desk hold words where a command would hold codes."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.facts.correction import LASTING, REPLACED_ONLY
from coordinator.services.desk.correction_words import INSTEAD, ONLY_REPLACED
from coordinator.services.desk.day_in_words import moment_in
from coordinator.services.desk.event_words import SAYS
from coordinator.services.desk.field_words import help_of, label_of
from coordinator.services.desk.option_words import option_words
from coordinator.services.desk.plan_calendar import months
from coordinator.services.desk.provider_words import facts_of
from coordinator.services.desk.split_rows import parts_of_rows
from coordinator.services.desk.spoken_words import in_languages, language_words, languages

CODE = re.compile(r"[a-z]+_[a-z]|\w=|`|\bids?\b|\.md\b")
WRITTEN_AS_CODES = {"document_split.parts"}
"""What has a page of its own, where nobody types it."""


def test_no_form_asks_for_ids_or_codes() -> None:
    keys = [
        (f"{fact.name}.{key.name}", key) for fact in FACTS.values() for key in fact.keys if fact.name != "corrected"
    ]
    said = {name: f"{label_of(key, listed=False)} {help_of(key)}" for name, key in keys}
    choices = {name: [option_words(key.name, word) for word in key.options or ()] for name, key in keys}

    assert {n: w for n, w in said.items() if CODE.search(w) and n not in WRITTEN_AS_CODES} == {}
    assert {n: c for n, c in choices.items() if any(CODE.search(w) or re.search(r"[A-Z]_|^H\d$", w) for w in c)} == {}


def test_what_is_done_instead_of_a_correction_is_said_for_every_such_fact() -> None:
    assert set(INSTEAD) == set(LASTING)
    assert set(ONLY_REPLACED) == set(REPLACED_ONLY)
    assert not [words for words in (*INSTEAD.values(), *ONLY_REPLACED.values()) if CODE.search(words)]


def test_a_provider_is_described_in_words() -> None:
    profile = {
        "specialties": ["oncology_solid"], "languages": ["en", "fr"], "modes": ["in_person", "record_review"],
        "cost": {"amount_minor": 95000, "currency": "USD", "includes": "visit and written opinion"},
        "records_lead_business_days": 1, "yearly_volume": {"C50": 240},
    }  # fmt: skip

    known = {fact.name: fact.value for fact in facts_of(profile)}

    assert known["Specialties"] == "Oncology, solid tumours"
    assert known["Languages"] == "English, French"
    assert known["Ways of a visit"] == "in person, the files are read"
    assert known["Cost"] == "$950.00; visit and written opinion"
    assert known["Records wanted before a visit"] == "1 business day"
    assert known["Cases a year"] == "240 with C50"
    assert known["Insurance"] == "unknown"


def test_languages_are_called_by_their_names() -> None:
    assert [language_words(tag) for tag in ("fr", "es-MX", "zz")] == ["French", "Spanish (Mexico)", "zz"]
    assert in_languages("interpreter needed for hi") == "interpreter needed for Hindi"
    assert in_languages("speaks en") == "speaks English"


def test_whatever_somebody_speaks_they_are_chosen_by_name_and_nothing_is_named_twice() -> None:
    named = languages()

    assert list(named.values())[:3] == ["English", "Spanish", "Abkhazian"]
    assert {"ase": "American Sign Language", "hmn": "Hmong", "zh": "Chinese"}.items() <= named.items()
    assert len({*named.values()}) == len(named)
    assert "la" not in named, "nobody is called in Latin"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("x", "", "LAB_REPORT"), "Part 2: a page is a number from 1 on, such as 4."),
        (("0", "3", "LAB_REPORT"), "Part 2: a page is a number from 1 on, such as 4."),
        (("٣", "", "LAB_REPORT"), "Part 2: a page is a number from 1 on, such as 4."),
        (("6", "4", "LAB_REPORT"), "Part 2: it ends on page 4, before it begins on page 6."),
        (("4", "9", "LAB_REPORT"), "Part 2: there is no page 9. The file has 8 pages."),
        (("2", "5", "LAB_REPORT"), "Part 2: page 2 is in part 1 too, and a page cannot be in two parts."),
        (("4", "5", " "), "Part 2: say what these pages are."),
    ],
)
def test_what_is_wrong_with_a_row_of_a_split_names_the_row(row: tuple[str, str, str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        parts_of_rows([("1", "3", "PATH_REPORT"), row], 8)

    assert refused.value.detail == said
    good = [("", "2", "PATH_REPORT"), ("", "", "MED_LIST"), ("3", "8", "LAB_REPORT")]
    assert parts_of_rows(good, None) == ["2-2:PATH_REPORT", "3-8:LAB_REPORT"]


def test_a_moment_is_told_by_the_clock_of_a_place() -> None:
    assert moment_in("2026-12-07T15:05:00+00:00", "America/Chicago") == "Mon 7 Dec 2026, 09:05"


def test_the_plan_begins_with_the_week_of_today() -> None:
    whole = months(cast("Case", None), [], date(2026, 12, 16), date(2027, 1, 5))

    assert [month.word for month in whole] == ["2026-12", "2027-01"]
    assert whole[0].weeks[0][0].on == date(2026, 12, 14), "the Monday of this week"
    assert whole[1].weeks[0][0].on == date(2026, 12, 28), "a later month is whole"


def test_what_leaves_while_it_is_still_yesterday_for_its_reader_stays_in_the_plan() -> None:
    case: Any = SimpleNamespace(
        request=lambda _: None, authorization=lambda _: None, appointments=[], referrals=[], open=True, ref="SO-7K4M-Q2"
    )
    sunday = {
        "at": "2026-12-14T08:00:00+00:00", "time_zone": "Pacific/Honolulu", "kind": "message", "name": "m01-welcome",
        "to_role": "patient", "channel": "email", "would_send": True, "reason": None,
        "explain": "10 days after the beginning (2026-12-04)",
    }  # fmt: skip

    (month,) = months(case, [sunday], date(2026, 12, 14), date(2026, 12, 31))

    assert month.weeks[0][-1].on == date(2026, 12, 13)
    (entry,) = month.weeks[0][-1].entries
    assert entry.explain == "10 days after the beginning (Fri 4 Dec 2026)"


def test_every_entry_of_a_timeline_is_a_sentence() -> None:
    assert {name for name in SAYS if name in FACTS} <= {"corrected"}
    assert [words for words in SAYS.values() if not words.endswith(".")] == []
