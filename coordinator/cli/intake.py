"""``coordinator intake``: intake files become cases."""

from __future__ import annotations

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, Files, Wait

group = typer.Typer(no_args_is_help=True, help="Intake files: check them, open cases from them.")


@group.command()
def check(files: Files, data_dir: DataDir = DATA_DIR) -> None:
    """Say everything that is wrong with intake files; nothing is changed."""
    from coordinator.cli.joined import joined
    from coordinator.services.intake_loading import check_files

    with joined(data_dir) as place:
        checked = check_files(place.world, files)
    wrong = 0
    for path, found in checked:
        for problem in found.problems:
            show.line(f"{path}: {problem}")
        for warning in found.warnings:
            show.line(f"{path}: warning: {warning}")
        if not found.problems:
            show.line(f"{path}: in order")
        wrong += len(found.problems)
    raise typer.Exit(1 if wrong else 0)


@group.command()
def load(
    files: Files, json: AsJson = False, by: By = OPERATOR, wait: Wait = False, data_dir: DataDir = DATA_DIR
) -> None:
    """Open a case for each file, all or none; the same file twice is the same case."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.intake_loading import Loaded, load_files

    with joined(data_dir) as place:
        with show.progress("loading", len(files)) as done:
            seen: list[Loaded] = []

            def on_file(one: Loaded) -> None:
                seen.append(one)
                done(len(seen), one.ref)

            loaded = load_files(place.world, files, by=by, on_file=on_file)
        come_to_rest(place, wait=wait)
    entries = [{"file": c.file, "external_id": c.external_id, "ref": c.ref, "created": c.created} for c in loaded]
    if json:
        show.as_json({"cases": entries})
        return
    rows = [(c.ref, c.external_id, "opened" if c.created else "known already", c.file) for c in loaded]
    show.table(("case", "external id", "", "file"), rows, empty="No file was given.")
