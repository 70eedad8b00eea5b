"""``coordinator case``: looking at cases, and recording what happened."""

from __future__ import annotations

import typer

from coordinator.cli import case_acts, case_evidence, case_links, case_looks

group = typer.Typer(no_args_is_help=True, help="Cases: look at them, record what happened.")

group.command("list")(case_looks.list_)
for command in (
    case_looks.show_,
    case_looks.timeline,
    case_looks.plan,
    case_looks.why,
    case_looks.communications,
    case_looks.script,
    case_evidence.evidence,
    case_acts.record,
    case_acts.document,
    case_links.links,
    case_links.link_code,
    case_links.signed_paper,
    case_acts.form,
):
    group.command(command.__name__.rstrip("_").replace("_", "-"))(command)
