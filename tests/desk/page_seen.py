"""What a page and a router hold, as a test reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute


def routes(app: FastAPI) -> list[APIRoute]:
    """Every route of the application, in the order in which they are matched."""
    return list(_leaves(app.routes))


def _leaves(listed: Any) -> Iterator[APIRoute]:
    for route in listed:
        if isinstance(route, APIRoute):
            yield route
        yield from _leaves(getattr(getattr(route, "original_router", None), "routes", ()))


def route_of(known: list[APIRoute], method: str, path: str) -> APIRoute | None:
    """The route that answers."""
    return next((r for r in known if method in r.methods and r.path_regex.fullmatch(path)), None)


def wanted_of(route: APIRoute) -> str | None:
    """What ``who_may`` asks for on this route, as its own words say; ``None`` where nothing beyond a sign-in."""
    for needed in _dependencies(route.dependant):
        cells = getattr(needed, "__closure__", None) or ()
        if getattr(needed, "__qualname__", "").startswith("who_may.") and cells:
            return next(str(cell.cell_contents) for cell in cells if hasattr(cell.cell_contents, "value"))
    return None


def _dependencies(dependant: Any) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _dependencies(inner)


@dataclass
class Form:
    """A form of a page, as it stands."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""
    id: str = ""
    sends: bool = False


class Seen(HTMLParser):
    """What a page holds: its title, links, forms, and every element and attribute."""

    def __init__(self, html: str, at: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.sources: set[str] = set()
        self.title = ""
        self._at = at
        self._tag = ""
        self._chooses = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._tag = tag
        self.elements[tag] += 1
        self.attributes |= told.keys()
        if tag in ("script", "img", "iframe", "link"):
            self.sources.add(told.get("src") or told.get("href", ""))
        if tag in ("a", "iframe", "img") and told.get("href", told.get("src", "")):
            self.links.append(told.get("href") or told["src"])
        if tag == "form":
            self.forms.append(
                Form(
                    told.get("method", "get"),
                    told.get("action", ""),
                    kind=told.get("enctype", ""),
                    id=told.get("id", ""),
                )
            )
        elif tag in ("input", "select", "textarea", "button") and self.forms:
            if tag == "button" or told.get("type") == "submit":
                named = [one for one in self.forms if told.get("form") and one.id == told["form"]]
                its = named[0] if named else self.forms[-1]
                its.sends = its.sends or told.get("type", "submit") == "submit"
            elif told.get("name") and (told.get("type") not in ("checkbox", "radio") or "checked" in told):
                self.forms[-1].fields.append((told["name"], told.get("value", "")))
            self._chooses = tag == "select"
        elif tag == "option" and self.forms and self.forms[-1].fields and (self._chooses or "selected" in told):
            self.forms[-1].fields[-1] = (self.forms[-1].fields[-1][0], told.get("value", ""))
            self._chooses = False

    def handle_data(self, data: str) -> None:
        if self._tag == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""
