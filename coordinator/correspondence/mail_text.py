"""Patient mails: parts in, subject and text and HTML out. Nothing a patient has not allowed gets past this door.

Several parts that arise together are one mail, "3 things from us" (``domain.md`` §12, Budget).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from coordinator.correspondence.errors import PrivacyRefused
from coordinator.correspondence.parts import Brand, Part, PartValue, Reader
from coordinator.correspondence.templates import environment, folder, language_of, message_path
from coordinator.correspondence.variables import Privacy, declared_variables
from coordinator.domain.errors import Refused

_PIECES = ("subject.txt", "body.txt", "body.html")
_REFERENCE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


@dataclass(frozen=True)
class MailText:
    """A rendered patient mail. The subject is a fixed sentence, with the date of a visit at most."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """One part, rendered: its heading (the subject it would have alone), its text and its HTML."""

    heading: str
    text: str
    html: Markup


@cache
def has_template(name: str, language: str) -> bool:
    """True when the message exists in that language; a missing language becomes a work item, never a silent gap."""
    place = folder() / "messages" / name / language_of(language)
    return all((place / piece).is_file() for piece in _PIECES)


def written() -> frozenset[tuple[str, str]]:
    """Every message with the languages it is written in."""
    found = {(place.parent.name, place.name) for place in (folder() / "messages").glob("*/*") if place.is_dir()}
    return frozenset(pair for pair in found if has_template(*pair))


def render_mail(
    parts: Sequence[Part], reader: Reader, brand: Brand, reference: str, *, detail_allowed: bool = False, link: str = ""
) -> MailText:
    """One mail from its parts, in the order given; the first part names it. ``link``: where it can be read in full.

    Raises ``PrivacyRefused`` for a ``phi`` value unless ``detail_allowed`` (a stored opt-in, or a channel that is
    secure), and ``Refused`` for a variable that is missing or unknown.
    """
    language = language_of(reader.language)
    values = frame_values(reader, brand, reference, by_letter=False, online=bool(link))
    blocks = render_blocks(parts, language, values, detail_allowed=detail_allowed)
    subject = subject_of(blocks, language)
    frame = {**values, "blocks": blocks, "subject": subject, "link": link}
    return MailText(
        subject=subject,
        text=tidy(_render("messages/_frame/mail.txt", frame)),
        html=_render("messages/_frame/mail.html", frame),
    )


def subject_of(blocks: Sequence[Block], language: str) -> str:
    """What a mail or letter of these parts is called: one part names it, several are counted."""
    if len(blocks) == 1:
        return blocks[0].heading
    return _render(message_path("_frame", language, "several.txt"), {"count": len(blocks)}).strip()


def frame_values(
    reader: Reader, brand: Brand, reference: str, *, by_letter: bool, online: bool = False, on_page: bool = False
) -> dict[str, object]:
    """What every part and frame may use besides a part's own variables."""
    if not _REFERENCE.fullmatch(reference):
        raise Refused("reference.malformed", field="reference")
    language = language_of(reader.language)
    return {
        "language": language,
        "brand_name": brand.name,
        "brand_address": ", ".join(brand.postal),
        "first_name": reader.first_name,
        "help_phone": brand.help_phone,
        "help_hours": brand.hours_in(language),
        "reference": reference,
        "by_letter": by_letter,
        "online": online,
        "on_page": on_page,
    }


def render_blocks(
    parts: Sequence[Part], language: str, frame: Mapping[str, object], *, detail_allowed: bool
) -> list[Block]:
    """Each part on its own, with its own variables and the frame's. Raises as ``render_mail`` does."""
    if not parts:
        raise Refused("mail.empty")
    values = {**frame, "alone": len(parts) == 1}
    return [_render_block(part, language, values, detail_allowed) for part in parts]


def tidy(text: str) -> str:
    """Text without trailing blanks and with one empty line at most between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _render_block(part: Part, language: str, frame: Mapping[str, object], detail_allowed: bool) -> Block:
    declared = declared_variables(part.name)
    if not has_template(part.name, language):
        raise Refused("template.language_missing", part.name)
    values = {**frame, **_checked(part, declared, detail_allowed)}
    subject, text, html = (_render(message_path(part.name, language, piece), values) for piece in _PIECES)
    return Block(
        heading=subject.strip(),
        text=tidy(text).rstrip(),
        html=Markup(html),  # noqa: S704 - this is our own escaped template, put into the frame once
    )


def _checked(part: Part, declared: Mapping[str, Privacy], detail_allowed: bool) -> dict[str, PartValue]:
    for key in part.values:
        if key not in declared:
            raise Refused("template.variable_unknown", f"{part.name}.{key}")
        if declared[key] is Privacy.PHI and not detail_allowed:
            raise PrivacyRefused("privacy.detail_on_insecure_channel", f"{part.name}.{key}")
    values: dict[str, PartValue] = {}
    for key, privacy in declared.items():
        if key in part.values:
            values[key] = part.values[key]
        elif privacy is Privacy.PHI:
            values[key] = ""
        else:
            raise Refused("template.variable_missing", f"{part.name}.{key}")
    return values


def _render(path: str, values: Mapping[str, object]) -> str:
    return environment().get_template(path).render(values)
