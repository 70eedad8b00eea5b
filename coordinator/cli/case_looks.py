"""The commands of ``coordinator case`` that only look."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, AsJson, DataDir, Ref

NO_CASES = "No case is here. Open some with `coordinator intake load FILE...`."


def list_(
    stage: Annotated[str | None, typer.Option("--stage", help="Only those in this stage.")] = None,
    navigator: Annotated[str | None, typer.Option("--navigator", metavar="EMAIL", help="Only those of one.")] = None,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List cases, the oldest first."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.case_list import case_list

    with joined(data_dir) as place, place.world.database.reading() as session:
        world = place.world
        listed = case_list(session, world.book(session), world.now(session), stage=stage, navigator=navigator)
    if json:
        show.as_json(listed)
        return
    rows = [
        (
            c["ref"],
            c["stage"],
            c["status"],
            c["stage_entered_at"][:10],
            c["priority"],
            c["holder"],
            c["open_work_items"],
            c["next"]["at"][:16] if c["next"] else "",
            c["next"]["what"] if c["next"] else "",
        )
        for c in listed
    ]
    columns = ("case", "stage", "status", "since", "priority", "ball with", "work items", "next (UTC)", "")
    show.table(columns, rows, empty=NO_CASES if stage is None and navigator is None else "No case is like this.")


def show_(ref: Ref, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Show one case."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.case_show import case_show

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = case_show(session, ref, place.world.book(session), place.world.now(session))
    if json:
        show.as_json(found)
    else:
        _case_for_people(found)


def timeline(ref: Ref, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Show every event and communication, oldest first."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.timeline import timeline as happened

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = happened(session, ref, place.world.files)
    if json:
        show.as_json(found)
        return
    rows = [(e["seq"], e["at"][:16], e["name"], e["by"], _said(e["data"])) for e in found["entries"]]
    show.table(("entry", "at (UTC)", "what", "by", ""), rows, empty="Nothing happened yet.")


def plan(
    ref: Ref,
    days: Annotated[int, typer.Option("--days", min=0, max=366, help="How many days to look ahead.")] = 60,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Show the send plan: what will go out when, to whom; what will not, and why."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.plan import case_plan

    with joined(data_dir) as place, place.world.database.reading() as session:
        found = case_plan(session, ref, place.world.book(session), place.world.now(session), days)
    if json:
        show.as_json(found)
        return
    rows = [
        (
            e["local_time"][:16].replace("T", " "),
            e["time_zone"],
            e["kind"],
            " + ".join(e["parts"]) or e["name"],
            e["to_role"],
            e["channel"],
            "yes" if e["would_send"] else "no",
            e["reason"],
            e["explain"],
        )
        for e in found["entries"]
    ]
    columns = ("when", "zone", "kind", "name", "to", "channel", "leaves", "reason", "why then")
    show.table(
        columns, rows, empty=f"Nothing is planned for {days} days: `coordinator case why {ref}` says who has the ball."
    )


def why(
    ref: Ref,
    date: Annotated[
        str | None, typer.Option("--date", metavar="NAME", help="Explain one computed date: consult_by, due_on, next …")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Say where a case stands, what is missing, who has the ball and what comes next."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.explained_date import explained_date
    from coordinator.services.views.why import why as reasons

    with joined(data_dir) as place, place.world.database.reading() as session:
        book, now = place.world.book(session), place.world.now(session)
        if date is not None:
            sentences = explained_date(session, ref, date, book, now)
            sections: list[dict[str, Any]] = [{"title": date, "sentences": sentences}]
        else:
            sections = reasons(session, ref, book, now)["sections"]
    for section in sections:
        show.title(section["title"])
        for sentence in section["sentences"]:
            show.line(f"  {sentence}")


def communications(ref: Ref, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """List everything sent or printed, with the path of its exact bytes; then what did not leave, and why."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.communications import communications as sent
    from coordinator.services.views.effects import effects_list

    with joined(data_dir) as place, place.world.database.reading() as session:
        listed = sent(session, ref, place.world.files)
        not_sent = [] if json else effects_list(session, status="never", ref=ref)
    if json:
        show.as_json(listed)
        return
    rows = [
        (c["local_time"], " + ".join(c["parts"]) or c["name"], c["channel"], c["to_role"], c["status"], c["file"])
        for c in listed
    ]
    show.table(
        ("when", "name", "channel", "to", "status", "file"),
        rows,
        empty=f"Nothing was sent yet: `coordinator case plan {ref}` says what will be.",
    )
    if not_sent:
        show.title("Not sent")
        why = [(e["done_at"] or e["due_at"], e["name"], e["to_role"], e["reason"]) for e in not_sent]
        show.table(("when (UTC)", "name", "to", "reason"), why, empty="")


def script(
    ref: Ref,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A work item's id, or a script such as t01.")
    ] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="ID", help="Of one request, visit …")] = None,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Show what to say on the telephone: the script of every open call, or of one."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.calls import scripts_of

    with joined(data_dir) as place:
        found = scripts_of(place.world, ref, name, about)
    if json:
        show.as_json(found)
        return
    if not found:
        show.line("No call is open.")
    for number, one in enumerate(found):
        if number:
            show.line("\n" + "=" * 78 + "\n")
        show.line(one["text"].rstrip())


def _said(values: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items() if value not in (None, "", []))


def _case_for_people(found: dict[str, Any]) -> None:
    ready = found["readiness"]
    show.fields(
        {
            "case": found["ref"],
            "stage": found["stage"],
            "status": found["status"],
            "since": found["stage_entered_at"],
            "priority": found["priority"],
            "risk": found["deadline_risk"],
            "navigator": found["navigator"],
            "on hold": found["hold"]["reason"] if found["hold"] else None,
            "records": f"{ready['percent']} % ready"
            + (f", expected {ready['expected_on']}" if ready["expected_on"] else ""),
        }
    )
    show.title("Missing")
    show.table(("code", ""), [(m["code"], m["detail"]) for m in found["missing"]], empty="  nothing")
    show.title("Who has the ball")
    show.table(
        ("", "since", "for"), [(h["holder"], h["since"], h["waiting_for"]) for h in found["holders"]], empty="  nobody"
    )
    days = ", ".join(f"{holder} {number}" for holder, number in found["days_by_holder"].items())
    show.line(f"  days so far: {days or 'none'}")
    for title, key, columns in (
        ("Papers to sign", "authorizations", ("id", "organization", "kind", "status", "expires_on")),
        ("Visits", "appointments", ("id", "patient_time", "provider_time", "mode", "name", "interpreter", "status")),
        ("Referrals", "referrals", ("id", "name", "status", "accept_by", "packet_access", "decline_reason")),
        ("Opinions", "opinions", ("ordinal", "author", "status", "filed_by")),
        ("Documents", "documents", ("id", "kind", "status", "dated", "pages", "labels")),
        ("Borrowed material", "custody", ("kind", "count", "status", "laboratory", "tracking", "return_by")),
        ("Contact points", "contact_points", ("id", "whose", "kind", "verified_at", "usable")),
    ):
        if found[key]:
            show.title(title)
            show.table(columns, [[one[column] for column in columns] for one in found[key]], empty="")
    requests = [
        (
            r["id"],
            r["organization"],
            r["department"],
            r["status"],
            r["due_on"],
            [f"{i['record_type']}{'*' if i['essential'] else ''} {i['status']}" for i in r["items"]],
        )
        for r in found["record_requests"]
    ]
    if requests:
        show.title("Record requests (* essential)")
        show.table(("id", "organization", "department", "status", "due", "items"), requests, empty="")
    open_items = [w for w in found["work_items"] if w["status"] == "open"]
    todo = [(w["id"], w["kind"], w["due_at"], w["code"], w["script"] or "") for w in open_items]
    if todo:
        show.title("Open work items (`coordinator case script` shows what to say)")
        show.table(("id", "kind", "due (UTC)", "about", "script"), todo, empty="")
