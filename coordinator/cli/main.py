"""``coordinator``: every command, by group."""

from __future__ import annotations

import typer

from coordinator.cli import (
    audit,
    case,
    clock,
    demo,
    directory,
    doctor,
    effects,
    facts,
    inbox,
    intake,
    letter,
    limits,
    outbound,
    playbook,
    processes,
    questions,
    record_types,
    resources,
    simulate,
    up,
    users,
)
from coordinator.cli.failures import Commands

# Help is plain text: rich would double the time it takes to show it.
app = typer.Typer(
    cls=Commands,
    name="coordinator",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Coordinates second medical opinions.",
)

app.command("up")(up.up)
app.command("announce", hidden=True)(up.announce)
app.command("demo", hidden=True)(demo.demo)
for command in (processes.web, processes.worker, processes.tick, processes.migrate):
    app.command(command.__name__)(command)
app.command("facts")(facts.facts)
app.command("record-types")(record_types.record_types)
app.command("resources")(resources.resources)
app.command("letter")(letter.letter)
app.command("questions")(questions.questions)
app.command("simulate")(simulate.simulate)
app.command("doctor")(doctor.doctor)

for name, group in (
    ("intake", intake.group),
    ("inbox", inbox.group),
    ("case", case.group),
    ("effects", effects.group),
    ("outbound", outbound.group),
    ("clock", clock.group),
    ("directory", directory.group),
    ("limits", limits.group),
    ("user", users.group),
    ("playbook", playbook.group),
    ("audit", audit.group),
):
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line."""
    app()
