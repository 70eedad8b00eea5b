"""Pages out of templates that are dumb and strict: autoescape, no undefined name passes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coordinator.services.desk.day_in_words import in_days
from coordinator.services.rendering.lines import phone_number

TEMPLATES = Path(__file__).resolve().parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(dated=in_days, phone=phone_number)
    return made


def page(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """Render a page for a browser."""
    text = text_of(template, brand=request.app.state.world.letterhead.brand.name, **values)
    return HTMLResponse(text, status_code=status)


def text_of(template: str, **values: object) -> str:
    """A template filled in, escaped."""
    return _environment().get_template(template).render(**values)
