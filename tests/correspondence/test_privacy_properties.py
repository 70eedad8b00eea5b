"""Whatever a message is filled with: no detail leaves unencrypted without its reader's word (``domain.md`` §4.1)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.correspondence import samples
from coordinator.correspondence.errors import PrivacyRefused
from coordinator.correspondence.mail_text import frame_values, render_blocks, render_mail, written
from coordinator.correspondence.parts import Part, Reader
from coordinator.correspondence.sample_details import DETAILS, every_part
from coordinator.correspondence.variables import DATE_IN_SUBJECT, MESSAGES, Privacy, without_detail

CANARY = "Qxzvw"
"""Stands in every planted value; no template and no sample holds it."""

TELLING = st.sampled_from(
    [
        "carcinoma",
        "Dr. Psychiatrist",
        "HIV test",
        "Heliotrope Cancer Center",
        "<b>",
        "{{ x }}",
        "\r\nBcc: a@b.c",
        "\u2028",
    ]
)
SAMPLES = dict(every_part())
LANGUAGES = sorted({language for _, language in written()})


def phi_of(name: str) -> list[str]:
    return [key for key, privacy in MESSAGES[name].items() if privacy is Privacy.PHI]


@st.composite
def planted(draw: st.DrawFn, among: tuple[Part, ...] = tuple(SAMPLES.values())) -> Part:
    """A message in one of its turns; some or all of its details are something that must not leave."""
    sample = draw(st.sampled_from([part for part in among if phi_of(part.name)]))
    keys = draw(st.lists(st.sampled_from(phi_of(sample.name)), min_size=1, unique=True))
    details = {}
    for key in keys:
        told = [f"{CANARY} {draw(TELLING)}" for _ in range(draw(st.integers(1, 3)))]
        details[key] = told[0] if isinstance(DETAILS[sample.name][key], str) else told
    return Part(sample.name, {**sample.values, **details})


def reader(language: str) -> Reader:
    return Reader(samples.READER.first_name, samples.READER.full_name, language, samples.READER.postal)


def mail(parts: list[Part], language: str = "en", *, allowed: bool = False):
    return render_mail(parts, reader(language), samples.BRAND, samples.REFERENCE, detail_allowed=allowed)


def languages_of(parts: list[Part]) -> list[str]:
    return [language for language in LANGUAGES if all((part.name, language) in written() for part in parts)]


def every_word(made) -> str:
    return f"{made.subject}\n{made.text}\n{made.html}"


def test_every_message_with_details_is_among_what_is_tried():
    assert {name for name in MESSAGES if phi_of(name)} == set(DETAILS)
    assert all(set(DETAILS[name]) == set(phi_of(name)) for name in DETAILS)
    assert "en" in LANGUAGES


@given(parts=st.lists(planted(), min_size=1, max_size=3), data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_detail_on_an_unencrypted_mail_is_refused_however_it_got_there(parts: list[Part], data: st.DataObject):
    language = data.draw(st.sampled_from(languages_of(parts)))

    with pytest.raises(PrivacyRefused):
        mail(parts, language)


@given(parts=st.lists(planted(), min_size=1, max_size=3), data=st.data())
@settings(max_examples=150, deadline=None)
def test_without_its_details_nothing_of_them_is_left_in_a_mail(parts: list[Part], data: st.DataObject):
    language = data.draw(st.sampled_from(languages_of(parts)))

    assert CANARY not in every_word(mail([without_detail(part) for part in parts], language))


@given(parts=st.lists(planted(), min_size=1, max_size=3), data=st.data())
@settings(max_examples=150, deadline=None)
def test_even_where_details_are_allowed_no_subject_holds_one(parts: list[Part], data: st.DataObject):
    language = data.draw(st.sampled_from(languages_of(parts)))
    made = mail(parts, language, allowed=True)

    assert CANARY not in made.subject
    assert made.subject == mail([without_detail(part) for part in parts], language).subject


@given(part=planted(among=samples.PARTS))
@settings(max_examples=100, deadline=None)
def test_the_details_that_a_reader_allowed_are_really_there(part: Part):
    """Else the tests above would hold for a renderer that writes nothing. One message words its reason itself."""
    said = {key: value for key, value in part.values.items() if key in phi_of(part.name) and key != "why"}
    letter = render_blocks(
        [part], "en", frame_values(reader("en"), samples.BRAND, samples.REFERENCE, by_letter=True), detail_allowed=True
    )

    assert not said or CANARY in mail([part], allowed=True).text
    assert not said or CANARY in letter[0].text


@given(label=st.sampled_from(sorted(SAMPLES)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_subject_is_the_same_whatever_a_message_is_filled_with_but_for_the_date_of_a_visit(
    label: str, data: st.DataObject
):
    part = without_detail(SAMPLES[label])
    safe = [key for key, value in part.values.items() if isinstance(value, str) and key != "visit_date"]
    changed = {key: f"{part.values[key]} {CANARY}" for key in safe}
    language = data.draw(st.sampled_from(languages_of([part])))

    assert mail([Part(part.name, {**part.values, **changed})], language).subject == mail([part], language).subject
    if "visit_date" in part.values:
        other = mail([Part(part.name, {**part.values, "visit_date": CANARY})], language).subject
        assert (CANARY in other) is (part.name in DATE_IN_SUBJECT)


def test_only_three_subjects_carry_a_date():
    assert {name.partition("-")[0] for name in DATE_IN_SUBJECT} == {"m18", "m20", "m21"}


def test_two_messages_together_have_a_subject_that_counts_them():
    several = [SAMPLES["m18-booked"], SAMPLES["m06-sign-authorization"]]

    assert mail(several).subject == "2 things from us"
