"""A letter with a case's real data, before it is due; messages are next door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import PDF, Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.office_routes import CUSTODY, letter_role
from coordinator.domain.routes import NoRoute, route_of
from coordinator.domain.words import ToRole
from coordinator.services.own_forms import form_behind
from coordinator.services.preview_message import NO_CHANNEL, message_named, message_of, preview_message
from coordinator.services.rendering import render
from coordinator.services.rendering.patient_sheets import PREVIEWS
from coordinator.services.rendering.rendered import render_sheet
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal


def preview(world: World, ref: str, name: str, form: str, about: str | None = None) -> bytes:
    """A letter or sheet as PDF, or a message in the ``form`` that the file's ending names."""
    is_sheet = name.lower() in PREVIEWS and form == ".pdf"
    with world.database.reading() as session:
        playbook = world.version(session, cases.by_ref(session, ref).playbook_version)
    if not is_sheet and message_named(playbook, name) is not None:
        return preview_message(world, ref, name, form, about)
    return preview_letter(world, ref, name, about)


def preview_of(world: World, session: Session, case: Case, name: str, about: str | None = None) -> bytes:
    """A letter as PDF, or a message as it would go to its reader now: a mail, or by post a page."""
    if message_named(world.version(session, case.playbook_version), name) is None:
        return _letter(world, session, case, name, about)
    try:
        return message_of(world, session, case, name, ".eml", about)
    except Refused as refusal:
        if refusal.code != NO_CHANNEL:
            raise
        return message_of(world, session, case, name, ".pdf", about)


def preview_letter(world: World, ref: str, name: str, request_id: str | None = None) -> bytes:
    """The PDF of the letter whose name begins with ``name`` (``l01``), as it would leave now. Nothing is changed."""
    with world.database.reading() as session:
        return _letter(world, session, cases.by_ref(session, ref), name, request_id)


def _letter(world: World, session: Session, case: Case, name: str, request_id: str | None) -> bytes:
    book, now = world.book(session).of(case), world.now(session)
    sheet = PREVIEWS.get(name.lower())
    if sheet is not None:
        return render_sheet(
            sheet,
            case,
            letterhead=world.letterhead,
            directory=book.directory,
            texts=journal.texts_of(session, case.id),
            holidays=book.holidays,
            now=now,
        )
    rule = next(
        (
            r
            for key, r in book.playbook.messages.items()
            if r.kind == "letter" and name.lower() in (key, key.split("-")[0])
        ),
        None,
    )
    if rule is None:
        letters = ", ".join(sorted(k for k, r in book.playbook.messages.items() if r.kind == "letter"))
        sheets = ", ".join(dict.fromkeys(PREVIEWS.values()))
        raise NotFound("letter.unknown", f"letters: {letters}; sheets: {sheets}", field="name")
    role, subject = _subject(case, rule.name, request_id)
    effect = Effect(
        id=new_id(),
        key=f"preview/{case.id}/{rule.name}",
        case_id=case.id,
        kind="letter",
        name=rule.name,
        cause_seq=0,
        to_role=role,
        subject=subject,
        due_at=now,
        created_at=now,
        lane=PDF,
    )
    route = route_of(effect, case, today=local(now, case.patient.time_zone).date())
    if isinstance(route, NoRoute):
        raise Refused("letter.no_channel", "the office has no fax, portal or postal address yet", field="request")
    rendered = render(
        [effect],
        route,
        case,
        letterhead=world.letterhead,
        directory=book.directory,
        texts=journal.texts_of(session, case.id),
        holidays=book.holidays,
        now=now,
        draft=True,
        form=form_behind(session, effect, case),
    )
    return rendered.letter or rendered.bytes


def _subject(case: Case, name: str, request_id: str | None) -> tuple[ToRole, str]:
    if name.startswith(("l12", "l13")):
        referral = case.referral()
        if referral is None:
            raise Refused("referral.missing", "no provider is chosen yet")
        return ToRole.PROVIDER, referral.id
    if name.startswith(("l15", "l16")):
        return _about_opinions(case, name, request_id)
    if name.startswith("l14"):
        visit = case.attended() or case.appointment()
        if visit is None:
            raise Refused("appointment.missing", "no visit is booked yet")
        return ToRole.PROVIDER, visit.id
    if name.startswith("l11"):
        if not case.custody:
            raise Refused("custody.missing", "nothing is borrowed")
        loan = next((c for c in case.custody if c.out), case.custody[-1])
        return letter_role(case, loan.id, CUSTODY) or ToRole.DESK, loan.id
    if name.startswith("l08"):
        document = next((d for d in case.documents if d.quarantined), None)
        if document is None:
            raise Refused("document.not_quarantined", "no document is locked away")
        return ToRole.PRIVACY_OFFICER, document.id
    asked = [r for r in case.requests if not r.from_patient]
    if request_id is not None:
        asked = [r for r in asked if r.id == request_id]
    if not asked:
        raise NotFound("request.not_found", request_id or "the case has no record request yet", field="request")
    return ToRole.DESK, asked[0].id


def _about_opinions(case: Case, name: str, asked_id: str | None) -> tuple[ToRole, str]:
    if name.startswith("l16"):
        return ToRole.TREATING, "case"
    back = next((c for c in reversed(case.clarifications) if asked_id in (None, c.id)), None)
    if back is None:
        raise Refused("clarification.missing", "nothing is asked back")
    return (ToRole.TREATING if back.ordinal == 1 else ToRole.PROVIDER), back.id
