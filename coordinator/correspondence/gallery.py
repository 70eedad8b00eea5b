"""``python -m coordinator.correspondence.gallery --out DIR``: every letter and every mail to patients, to be looked at.

Letters as PDF, by fax and by post, on US Letter and on A4, with ``--png`` as a picture of each page. Mails as HTML and
text in each language, each way they may turn out, with details and as the bare notice with a link.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from coordinator.correspondence import (
    sample_custody_letters,
    sample_details,
    sample_letters,
    sample_odd_letters,
    spanish_samples,
)
from coordinator.correspondence.letters import render_fax, render_letter, render_patient_letter, render_summary_letter
from coordinator.correspondence.mail_text import MailText, render_mail
from coordinator.correspondence.parts import Paper
from coordinator.correspondence.sample_details import with_details
from coordinator.correspondence.samples import BRAND, READER, REFERENCE
from coordinator.correspondence.variables import without_detail

LINK = "https://desk.example.org/p/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
ON_A4 = replace(BRAND, paper=Paper.A4)
DOTS = 60 / 72
"""Scale of a picture: 60 dots an inch shows the form of a page, not its words."""


def office_letters() -> Iterator[tuple[str, bytes]]:
    """Letters to offices: by post, by fax with their cover, and a few on A4."""
    for name, variant, values in (
        *sample_letters.LETTERS,
        *sample_custody_letters.LETTERS,
        *sample_odd_letters.LETTERS,
    ):
        stem = f"{name}-{variant}" if variant else name
        values = replace(values, mark="4D5E6F70")
        yield stem, render_letter(name, values)
        if name in ("l01-request", "l02-reminder-1", "l12-referral-packet"):
            yield f"{stem}-fax", render_fax(name, values)
            yield f"{stem}-a4", render_letter(name, replace(values, brand=ON_A4))
    late = next(values for name, _, values in sample_letters.LETTERS if name == "l18-late-request")
    yield "l18-summary", render_summary_letter([late, replace(late, reference="SO-2222-22")])[0]
    packet = next(values for name, _, values in sample_letters.LETTERS if name == "l12-referral-packet")
    many = tuple(f"Progress notes, visit {number}, October {number}, 2026" for number in range(1, 29))
    if packet.packet is not None:
        indexed = replace(packet, packet=replace(packet.packet, documents=many))
        yield "l12-with-index", render_letter("l12-referral-packet", indexed)


def patient_letters() -> Iterator[tuple[str, bytes]]:
    """Letters to patients, always by post."""
    for stem, parts, reader, sheets in sample_odd_letters.TO_PATIENTS:
        for brand, paper in ((BRAND, ""), (ON_A4, "-a4")):
            if paper and stem not in ("combined", "m32-unreachable"):
                continue
            content = render_patient_letter(parts, reader, brand, REFERENCE, sample_odd_letters.WRITTEN_ON, sheets)
            yield f"patient-{stem}{paper}", content
    spanish = {part.name: part for part in spanish_samples.parts()}
    for stem, names, large in (
        ("spanish", ("m01-welcome", "m04-accepted", "m06-sign-authorization"), False),
        ("spanish-large", ("m32-unreachable",), True),
        ("spanish-sheet", ("m19-preparation",), False),
    ):
        reader = replace(spanish_samples.READER, large_print=large)
        behind = [sample_odd_letters.PREPARATION] if stem.endswith("sheet") else []
        written = sample_odd_letters.WRITTEN_ON
        chosen = [spanish[name] for name in names]
        yield (
            f"patient-{stem}",
            render_patient_letter(chosen, reader, spanish_samples.BRAND, REFERENCE, written, behind),
        )


def patient_mails() -> Iterator[tuple[str, MailText]]:
    """Mails to patients in English and Spanish."""
    for language, parts, reader, brand in (
        ("en", sample_details.every_part(), READER, BRAND),
        ("es", spanish_samples.every_part(), spanish_samples.READER, spanish_samples.BRAND),
    ):
        for stem, part in parts:
            name = f"mail-{stem.replace(' ', '-').strip('()').replace('(', '')}-{language}"
            yield f"{name}-notice", render_mail([without_detail(part)], reader, brand, REFERENCE, link=LINK)
            yield name, render_mail([with_details(part)], reader, brand, REFERENCE, detail_allowed=True)


def _pictures(content: bytes, stem: str, folder: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as opened:
        for number, page in enumerate(opened, start=1):
            page.render(scale=DOTS).to_pil().save(folder / f"{stem}-{number}.png")


def main(arguments: list[str] | None = None) -> int:
    """Write them all; returns 0."""
    reader = argparse.ArgumentParser(description="Write every sample letter and mail to a folder.")
    reader.add_argument("--out", type=Path, required=True, metavar="DIR")
    reader.add_argument("--png", action="store_true", help="also a picture of each page of a letter")
    told = reader.parse_args(arguments)
    told.out.mkdir(parents=True, exist_ok=True)
    count = 0
    for stem, content in (*office_letters(), *patient_letters()):
        (told.out / f"{stem}.pdf").write_bytes(content)
        if told.png:
            _pictures(content, stem, told.out)
        count += 1
    for stem, mail in patient_mails():
        (told.out / f"{stem}.html").write_text(mail.html, encoding="utf-8")
        (told.out / f"{stem}.txt").write_text(f"{mail.subject}\n\n{mail.text}", encoding="utf-8")
        count += 1
    print(f"{told.out}: {count} letters and mails")
    return 0


if __name__ == "__main__":
    sys.exit(main())
