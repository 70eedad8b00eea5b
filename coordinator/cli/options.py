"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path,
    typer.Option(
        "--data-dir",
        envvar="COORDINATOR_DATA_DIR",
        show_envvar=False,
        help="Data folder of the embedded stack.",
        file_okay=False,
    ),
]
DATA_DIR = Path(".coordinator")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else there.")]
By = Annotated[str, typer.Option("--by", help="Staff user who does it, by e-mail.")]
OPERATOR = "operator"
"""The built-in person of the command line."""

Wait = Annotated[bool, typer.Option("--wait", help="Return when the stack rests, on the real clock too.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="Case reference such as SO-7K4M-Q2.")]
KeyValues = Annotated[
    list[str] | None, typer.Argument(metavar="KEY=VALUE", help="The fact's keys; file=PATH is read as JSON.")
]
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, readable=True, help="Files to read.")
]
OneFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="File to read.")
]
Why = Annotated[str, typer.Option("--why", help="The reason, kept in the audit.")]
