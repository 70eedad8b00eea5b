"""The commands of ``coordinator case`` that record something."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, OneFile, Ref, Wait


def record(
    ref: Ref,
    fact: Annotated[str, typer.Argument(metavar="FACT", help="One of `coordinator facts`.")],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Its keys; file=PATH is read as JSON.")
    ] = None,
    json: AsJson = False,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Record a fact, as the desk's buttons do."""
    given = key_values(values or [])
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.record import record as record_fact

    with joined(data_dir) as place:
        recorded = record_fact(place.world, ref, fact, given, by=by)
        come_to_rest(place, wait=wait)
    if json:
        show.as_json({"recorded": recorded.recorded, "seq": recorded.seq, "ids": dict(recorded.ids)})
        return
    if recorded.recorded:
        show.line(f"{fact}: recorded as entry {recorded.seq}")
    else:
        show.line(f"{fact}: so it was already, nothing changed")
    show.fields(dict(recorded.ids))


def document(
    ref: Ref,
    file: OneFile,
    item: Annotated[str | None, typer.Option("--item", metavar="ID", help="The record item it answers.")] = None,
    json: AsJson = False,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """File a document that came in by post, fax or disc; no item is changed by it."""
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.documents import file_document

    with joined(data_dir) as place:
        filed = file_document(place.world, ref, file, item=item, by=by)
        come_to_rest(place, wait=wait)
    if json:
        show.as_json({"id": filed.id, "item": filed.item_id, "kind": filed.kind, "sha256": filed.sha256})
    else:
        show.line(
            f"{file.name}: filed as {filed.id}; `case record {ref} document_verified item=ID` says that it is right"
        )


def key_values(words: list[str]) -> dict[str, object]:
    """``key=value`` words as a mapping; ``file=PATH`` becomes the JSON in it. Raises ``BadParameter``, ``Refused``."""
    given: dict[str, object] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f"{word!r} is no key=value")
        if key in given:
            raise typer.BadParameter(f"{key} is given twice")
        given[key] = read_json(Path(value)) if key == "file" else value
    return given


def read_json(path: Path) -> dict[str, object]:
    """The JSON object in a file; ``Refused`` names every problem with its JSON path."""
    from coordinator.domain.errors import Reason, Refused
    from coordinator.services.intake.findings import read_object

    try:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as problem:
        raise Refused("file.unreadable", f"{path}: {problem.strerror}", field="file") from problem
    found, problems = read_object(text)
    if problems or found is None:
        reasons = [Reason(problem.code, f"{problem.path}: {problem.message}") for problem in problems]
        raise Refused("file.wrong", str(path), field="file", reasons=reasons)
    return found
