from __future__ import annotations

import pytest
from builders import World

from coordinator.domain.effect import MAIL, Effect
from coordinator.domain.routes import Route
from coordinator.domain.unread import held_by_reply
from coordinator.domain.words import Channel, ToRole, WorkItemKind


def order(world: World, name: str, subject: str = "case", role: ToRole = ToRole.PATIENT) -> Effect:
    return Effect(
        id="eff-9", key="k", case_id=world.case.id, kind="message", name=name, cause_seq=1, to_role=role,
        subject=subject, due_at=world.now, created_at=world.now, lane=MAIL,
    )  # fmt: skip


def route(world: World, address: str = "") -> Route:
    there = address or world.case.contact_point("mail-1").value
    return Route(Channel.EMAIL, there, ToRole.PATIENT, world.case.patient.id, "America/Chicago")


def test_an_answer_holds_the_question_it_answers_and_no_other(world: World) -> None:
    world.record("patient_replied", contact="mail-1", messages="m06-sign-authorization")

    assert held_by_reply(order(world, "m06-sign-authorization"), world.case, True, route(world))
    assert not held_by_reply(order(world, "m17-shortlist"), world.case, True, route(world))


def test_an_answer_to_we_do_not_know_what_holds_every_question_but_never_a_visit(world: World) -> None:
    world.record("patient_replied", contact="mail-1")
    world.booked()
    visit = world.case.appointments[0].id

    assert held_by_reply(order(world, "m17-shortlist"), world.case, True, route(world))
    assert not held_by_reply(order(world, "m11-records-progress"), world.case, False, route(world))
    assert not held_by_reply(order(world, "m20-reminder-3-days", visit), world.case, True, route(world))


def test_two_answers_hold_together_what_each_holds(world: World) -> None:
    world.record("patient_replied", contact="mail-1", messages="m06-sign-authorization")
    world.record("patient_replied", contact="mail-1", messages="m17-shortlist")

    for name in ("m06-sign-authorization", "m17-shortlist"):
        assert held_by_reply(order(world, name), world.case, True, route(world))


def test_stop_holds_everything_to_that_address_and_nothing_to_another(world: World) -> None:
    world.record("stop_asked", contact="mail-1")

    assert held_by_reply(
        order(world, "m11-records-progress"), world.case, False, route(world, route(world).address.upper())
    )
    assert not held_by_reply(
        order(world, "m11-records-progress"), world.case, False, route(world, "other@mail.example")
    )


def test_an_opt_out_decides_what_stop_meant(world: World) -> None:
    world.record("stop_asked", contact="mail-1")
    world.record("channel_opted_out", contact="mail-1")

    assert world.case.open_items(WorkItemKind.REPLY_UNREAD) == []
    assert not held_by_reply(order(world, "m11-records-progress"), world.case, False, route(world))


def test_reading_an_answer_nobody_gave_changes_nothing(world: World) -> None:
    assert not world.record("reply_read", contact="mail-1").recorded


@pytest.mark.parametrize("keys", [{}, {"contact": "mail-1", "request": "req-1"}])
def test_a_bounce_concerns_one_thing(world: World, keys: dict[str, str]) -> None:
    assert world.refused("message_bounced", **keys).code == "key.missing"


def test_words_are_no_status_code_and_no_message_name(world: World) -> None:
    assert world.refused("message_bounced", contact="mail-1", code="Ms Rios moved").field == "code"
    assert world.refused("patient_replied", contact="mail-1", messages="Ms Rios").field == "messages"


def test_a_bounce_of_a_closed_case_opens_no_work(world: World) -> None:
    world.shut("duplicate")
    world.record("message_bounced", contact="mail-1")

    assert world.case.contact_point("mail-1").bounced_at is not None
    assert world.case.open_items(WorkItemKind.ADDRESS_BOUNCED) == []
