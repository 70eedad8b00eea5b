"""Pages out of templates that are dumb and strict: autoescape, no undefined name passes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from coordinator.services.desk.day_in_words import in_days
from coordinator.services.rendering.lines import phone_number

TEMPLATES = Path(__file__).resolve().parent / "templates"

_REFERENCE = re.compile(r"(\bSO(?:-[0-9A-Z]+)+)")
_ON_ONE_LINE = Markup('<span class="desk-ref">{}</span>')


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(dated=in_days, phone=phone_number, unbroken=unbroken)
    return made


def page(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """Render a page for a browser."""
    text = text_of(template, brand=request.app.state.world.letterhead.brand.name, **values)
    return HTMLResponse(text, status_code=status)


def text_of(template: str, **values: object) -> str:
    """A template filled in, escaped."""
    return _environment().get_template(template).render(**values)


def unbroken(text: str) -> Markup:
    """Each case reference within a text stays on one line: a browser breaks it at its hyphens otherwise."""
    parts = _REFERENCE.split(text)
    return Markup("").join(_ON_ONE_LINE.format(part) if place % 2 else part for place, part in enumerate(parts))
