"""``coordinator inbox``: mails that came in and wait to be understood."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.case_acts import key_values
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, KeyValues, Wait, Why

group = typer.Typer(no_args_is_help=True, help="Mails that came in and wait to be understood.")

InboundId = Annotated[str, typer.Argument(metavar="ID", help="Id as `inbox list` prints it.")]


@group.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also what ended, and what changed nothing.")] = False,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List mails that wait for a person, oldest first."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.inbox import inbox_list

    with joined(data_dir) as place, place.world.database.reading() as session:
        listed = inbox_list(session, everything=everything)
    if json:
        show.as_json(listed)
        return
    rows = [
        (one["id"], one["received_at"], one["kind"] or "", one["status"], one["from"], one["subject"][:40], _cases(one))
        for one in listed
    ]
    show.table(
        ("id", "received (UTC)", "kind", "status", "from", "subject", "case"), rows, empty="No mail waits for a person."
    )


@group.command("show")
def show_(inbound: InboundId, json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Show one mail: who wrote it, what it may answer, and the words without what they quote."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.inbox import inbox_show

    with joined(data_dir) as place, place.world.database.reading() as session:
        one = inbox_show(session, inbound)
    if json:
        show.as_json(one)
        return
    show.fields({key: one[key] for key in ("received_at", "kind", "status", "from", "subject", "matched_by")})
    for target in one["may_answer"]:
        named = ", ".join(f"{key} {value}" for key, value in target.items() if key != "case_ref")
        show.line(f"may answer: {target['case_ref']} {named}")
    show.line("")
    show.line(one["text"])


@group.command()
def receive(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", exists=True, readable=True, help="Mails, or folders of them.")
    ],
    json: AsJson = False,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Take in mails from files (.eml); the same mail twice changes nothing."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.inbox.keeping import keep
    from coordinator.services.inbox.understanding import understand_kept
    from coordinator.services.views.inbox import inbox_show

    paths = [mail for path in files for mail in (sorted(path.glob("*.eml")) if path.is_dir() else [path])]
    with joined(data_dir) as place:
        kept = [keep(place.world, path.read_bytes(), "file") for path in paths]
        understand_kept(place.world)
        come_to_rest(place, wait=wait)
        with place.world.database.reading() as session:
            entries = [{"file": str(path), **inbox_show(session, one)} for path, one in zip(paths, kept, strict=True)]
    if json:
        show.as_json(entries)
        return
    for entry in entries:
        show.line(f"{Path(entry['file']).name}: {entry['kind']}, {entry['status']} {_cases(entry)}".rstrip())


@group.command()
def assign(
    inbound: InboundId,
    case: Annotated[str, typer.Option("--case", metavar="REF", help="The case it belongs to.")],
    fact: Annotated[str, typer.Option("--as", metavar="FACT", help="The fact it tells: one of `coordinator facts`.")],
    values: KeyValues = None,
    json: AsJson = False,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Turn a mail into a fact of a case; what waited for it goes on."""
    given = key_values(values or [])
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.inbox.assigning import assign as assign_mail

    with joined(data_dir) as place:
        recorded = assign_mail(place.world, inbound, case, fact, given, by=by)
        come_to_rest(place, wait=wait)
    if json:
        show.as_json(asdict(recorded))
        return
    told = f"recorded as entry {recorded.seq}" if recorded.recorded else "so it was already"
    show.line(f"{fact}: {told}; the mail is assigned to {case.upper()}.")


@group.command()
def dismiss(inbound: InboundId, why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Say that nothing follows from a mail; what waited for it goes on."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.inbox.assigning import dismiss as dismiss_mail

    with joined(data_dir) as place:
        dismiss_mail(place.world, inbound, why, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{inbound}: dismissed.")


def _cases(one: dict[str, object]) -> str:
    """The case, or with a question mark those it may belong to."""
    if one["case_ref"]:
        return str(one["case_ref"])
    proposed = one["may_answer"] if isinstance(one["may_answer"], list) else []
    return ", ".join(dict.fromkeys(f"{target['case_ref']}?" for target in proposed))
