"""Patient mails: what they say, what they must never say, and how several become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.correspondence.errors import PrivacyRefused
from coordinator.correspondence.mail_text import has_template, render_mail
from coordinator.correspondence.parts import Part, Reader
from coordinator.correspondence.samples import BRAND, PARTS, READER, REFERENCE
from coordinator.correspondence.variables import MESSAGES, Privacy, without_detail
from coordinator.domain.errors import NotFound, Refused

EACH_PART = [pytest.param(part, id=part.name) for part in PARTS]
DETAILS = [
    pytest.param(name, variable, id=f"{name}-{variable}")
    for name, variables in MESSAGES.items()
    for variable, privacy in variables.items()
    if privacy is Privacy.PHI and variable != "why"
]
"""``why`` of M09 chooses a sentence and is never written itself."""


def part_named(name: str) -> Part:
    return next(part for part in PARTS if part.name == name)


def test_every_message_of_the_catalogue_has_a_sample():
    assert [part.name for part in PARTS] == list(MESSAGES)


@pytest.mark.parametrize("part", EACH_PART)
def test_a_mail_holds_its_values_and_no_trace_of_a_template(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)

    for value in (value for key, value in part.values.items() if key not in ("kind", "change", "before_visit")):
        assert str(value) in mail.text
        assert str(value) in mail.html
    for trace in ("{{", "{%", "None", "Undefined"):
        assert trace not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize("part", EACH_PART)
def test_a_mail_says_how_to_reach_us_and_that_an_interpreter_is_free(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)

    for body in (mail.text, mail.html):
        assert BRAND.help_phone in body
        assert "interpreter?" in body
        assert "intérprete" in body
        assert REFERENCE in body


@pytest.mark.parametrize("part", EACH_PART)
def test_no_mail_carries_a_link(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)

    for trace in ("http", "www.", "href"):
        assert trace not in (mail.text + mail.html).lower()


def test_the_welcome_says_what_to_do_in_an_emergency():
    assert "call 911" in render_mail([Part("m01-welcome")], READER, BRAND, REFERENCE).text


def test_a_subject_is_the_same_for_everybody_but_for_the_date_of_the_visit():
    other = Reader("Ana", "Ana Diaz", postal=("2 Elm St", "Tucson, AZ 85701"))
    for part in PARTS:
        subject = render_mail([part], other, BRAND, "SO-AAAA-B2").subject
        assert subject == render_mail([part], READER, BRAND, REFERENCE).subject
    assert (
        render_mail([part_named("m18-booked")], READER, BRAND, REFERENCE).subject == "Your visit on Tuesday, January 5"
    )


@pytest.mark.parametrize(("name", "variable"), DETAILS)
def test_a_detail_is_refused_on_an_insecure_channel(name, variable):
    part = Part(name, {**part_named(name).values, variable: ["the secret detail"]})

    with pytest.raises(PrivacyRefused) as refusal:
        render_mail([part], READER, BRAND, REFERENCE)

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(("name", "variable"), DETAILS)
def test_a_detail_is_written_once_the_patient_allowed_it(name, variable):
    part = Part(name, {**part_named(name).values, variable: ["the secret detail"]})

    mail = render_mail([part], READER, BRAND, REFERENCE, detail_allowed=True)

    assert "the secret detail" in mail.text
    assert "the secret detail" in mail.html
    assert "secret" not in mail.subject


@pytest.mark.parametrize(("name", "variable"), DETAILS)
def test_a_part_without_its_details_is_fit_for_an_insecure_channel(name, variable):
    part = Part(name, {**part_named(name).values, variable: ["the secret detail"]})

    mail = render_mail([without_detail(part)], READER, BRAND, REFERENCE)

    assert "secret" not in mail.text + mail.html


def test_parts_that_arise_together_are_one_mail():
    parts = [part_named(name) for name in ("m01-welcome", "m04-accepted", "m06-sign-authorization")]

    mail = render_mail(parts, READER, BRAND, REFERENCE)

    assert mail.subject == "3 things from us"
    assert (
        mail.text.index("WE HAVE YOUR REQUEST") < mail.text.index("WHAT HAPPENS NEXT") < mail.text.index("PLEASE SIGN")
    )
    assert mail.text.count("Hello Maria") == 1


def test_one_part_never_says_that_nothing_is_to_be_done_while_another_asks():
    parts = [part_named(name) for name in ("m01-welcome", "m06-sign-authorization")]

    assert "do not need to do anything" not in render_mail(parts, READER, BRAND, REFERENCE).text
    assert "do not need to do anything" in render_mail(parts[:1], READER, BRAND, REFERENCE).text


def test_a_missing_value_is_refused_and_never_left_blank():
    with pytest.raises(Refused, match=r"template\.variable_missing"):
        render_mail([Part("m06-sign-authorization", {"count": 1})], READER, BRAND, REFERENCE)


def test_a_value_that_no_template_declares_is_refused():
    with pytest.raises(Refused, match=r"template\.variable_unknown"):
        render_mail([Part("m01-welcome", {"diagnosis": "x"})], READER, BRAND, REFERENCE)


def test_a_message_that_the_catalogue_does_not_hold_is_not_found():
    with pytest.raises(NotFound):
        render_mail([Part("m99-none")], READER, BRAND, REFERENCE)


def test_a_language_without_template_is_refused_and_can_be_asked_for_before():
    assert has_template("m01-welcome", "en-US")
    assert not has_template("m01-welcome", "vi")
    with pytest.raises(Refused, match=r"template\.language_missing"):
        render_mail([Part("m01-welcome")], Reader("Linh", "Linh Tran", language="vi"), BRAND, REFERENCE)


def test_one_paper_is_one_paper():
    text = render_mail(
        [Part("m06-sign-authorization", {"count": 1, "due": "Monday, May 3"})], READER, BRAND, REFERENCE
    ).text

    assert "sign 1 paper. It lets" in text


@given(name=st.text(min_size=1, max_size=40).filter(str.strip))
def test_a_name_never_becomes_markup(name):
    html = render_mail([Part("m01-welcome")], Reader(name, name), BRAND, REFERENCE).html

    plain = render_mail([Part("m01-welcome")], Reader("x", "x"), BRAND, REFERENCE).html
    assert html.count("<") == plain.count("<")
