"""``coordinator effects``: the orders to the outside world."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Wait, Why

group = typer.Typer(no_args_is_help=True, help="Orders to the outside world, and how far each has come.")

EffectId = Annotated[str, typer.Argument(metavar="ID", help="Id as `effects list` prints it.")]


@group.command("list")
def list_(
    status: Annotated[
        str | None, typer.Option("--status", help="pending, held, released, done, never, uncertain or dead.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="REF", help="Of one case.")] = None,
    stuck: Annotated[bool, typer.Option("--stuck", help="Only what does not get on by itself.")] = False,
    minutes: Annotated[int, typer.Option("--minutes", min=1, help="With --stuck: how late is late.")] = 15,
    json: AsJson = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """List effects by the time they are due."""
    from coordinator.cli.joined import joined
    from coordinator.services.views.effects import effects_list

    if stuck:
        _stuck(minutes, json, data_dir)
        return
    with joined(data_dir) as place, place.world.database.reading() as session:
        listed = effects_list(session, status=status, ref=case)
    if json:
        show.as_json(listed)
        return
    rows = [
        (e["id"], e["case_ref"], e["name"], e["status"], e["due_at"], e["attempts"], e["reason"] or e["last_error"])
        for e in listed
    ]
    show.table(
        ("id", "case", "name", "status", "due (UTC)", "attempts", "reason"),
        rows,
        empty="No effect is like this. Effects are ordered by the engine: see `coordinator case plan REF`.",
    )


def _stuck(minutes: int, json: bool, data_dir: Path) -> None:
    from coordinator.cli.joined import joined
    from coordinator.services.views.stuck import stuck_effects

    with joined(data_dir) as place, place.world.database.reading() as session:
        listed = stuck_effects(session, place.world.now(session), timedelta(minutes=minutes))
    if json:
        show.as_json(listed)
        return
    rows = [(e["id"], e["case_ref"], e["name"], e["stuck"], e["due_at"], e["what_to_do"]) for e in listed]
    show.table(("id", "case", "name", "stuck", "due (UTC)", "do"), rows, empty="Nothing is stuck.")


@group.command()
def retry(effect: EffectId, why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Try a dead effect again: the gate is asked once more."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.retry(place.world, effect, why, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{effect}: the gate is asked again.")


@group.command()
def cancel(effect: EffectId, why: Why, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR) -> None:
    """Never let this effect leave."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.cancel(place.world, effect, why, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{effect}: cancelled.")


@group.command()
def settle(
    effect: EffectId,
    evidence: Annotated[str, typer.Option("--evidence", help="What shows it: a log line, a call.")],
    sent: Annotated[bool | None, typer.Option("--sent/--not-sent", help="Did it leave?")] = None,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Say what became of an uncertain effect."""
    if sent is None:
        raise typer.BadParameter("say --sent or --not-sent")
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services import operate

    with joined(data_dir) as place:
        operate.settle(place.world, effect, sent, evidence, by=by)
        come_to_rest(place, wait=wait)
    show.line(f"{effect}: {'it left' if sent else 'it did not leave; it goes out again'}.")
