"""The commands of ``coordinator case`` that record something."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, OPERATOR, AsJson, By, DataDir, KeyValues, Ref, Wait


def record(
    ref: Ref,
    fact: Annotated[str, typer.Argument(metavar="FACT", help="One of `coordinator facts`.")],
    values: KeyValues = None,
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
        show.as_json(asdict(recorded))
        return
    if recorded.recorded:
        show.line(f"{fact}: recorded as entry {recorded.seq}")
    else:
        show.line(f"{fact}: so it was already, nothing changed")
    show.fields(dict(recorded.ids))


def document(
    ref: Ref,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="File to keep.")
    ] = None,
    item: Annotated[str | None, typer.Option("--item", metavar="ID", help="The record item it answers.")] = None,
    came_by: Annotated[
        str | None, typer.Option("--came-by", metavar="WAY", help="fax, post, disc, portal, secure_email, upload …")
    ] = None,
    show_id: Annotated[str | None, typer.Option("--show", metavar="ID", help="Read a filed document instead.")] = None,
    output: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Where to write what --show reads.")] = None,
    why: Annotated[str | None, typer.Option("--why", help="For what a document in quarantine is opened.")] = None,
    json: AsJson = False,
    by: By = OPERATOR,
    wait: Wait = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """File what came by post, fax or disc; no item is changed by it. Or read a document, which is written down."""
    if (file is None) == (show_id is None):
        raise typer.BadParameter("give a file to keep, or --show ID, one of them")
    if show_id is not None and output is None:
        raise typer.BadParameter("--show needs -o FILE")
    from coordinator.cli.joined import joined
    from coordinator.cli.resting import come_to_rest
    from coordinator.services.documents import file_document, read_document

    with joined(data_dir) as place:
        if file is not None:
            found = file_document(place.world, ref, file, item=item, came_by=came_by, by=by)
            check = f"`case record {ref} document_verified document={found.id} matched=name,birth_date,mrn`"
            said = f"{file.name}: filed as {found.id}; {check} says that it is right"
        else:
            found, content = read_document(place.world, ref, str(show_id), why=why, by=by)
            said = f"{output}: {found.kind}, {len(content)} bytes; who read it is written down"
            _write_private(output, content)
        come_to_rest(place, wait=wait)
    if json:
        shown = {"id": found.id, "item": found.item_id, "kind": found.kind, "sha256": found.sha256}
        show.as_json(shown | {"status": found.status, "pages": found.pages})
    else:
        show.line(said)


def _write_private(path: Path | None, content: bytes) -> None:
    """Readable to its owner only: it is somebody's health record."""
    if path is not None:
        path.touch(mode=0o600)
        path.write_bytes(content)


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


def form(
    ref: Ref,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.pdf", exists=True, dir_okay=False, help="Filled in and signed.")
    ],
    request: Annotated[str, typer.Option("--request", metavar="ID", help="The record request it is for.")],
    by: By = OPERATOR,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Keep an office's own form as it was signed: it goes behind the letter of that request from now on."""
    from coordinator.cli.joined import joined
    from coordinator.services.own_forms import file_for_request

    with joined(data_dir) as place:
        kept = file_for_request(place.world, ref, request, file, by)
    show.line("on file; `case record REF request_sent_again` sends the letter with it" if kept else "it was on file")
