"""``coordinator case``: looking at cases, and recording what happened."""

from __future__ import annotations

import typer

from coordinator.cli import case_acts, case_looks

group = typer.Typer(no_args_is_help=True, help="Cases: look at them, record what happened.")

group.command("list")(case_looks.list_)
for command in (
    case_looks.show_,
    case_looks.timeline,
    case_looks.plan,
    case_looks.why,
    case_looks.communications,
    case_looks.script,
    case_acts.record,
    case_acts.document,
    case_acts.form,
):
    group.command(command.__name__.rstrip("_"))(command)
