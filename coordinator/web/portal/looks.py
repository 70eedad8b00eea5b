"""How a page of the portal is made: in the reader's language, with the number to call on every page."""

from __future__ import annotations

from fastapi import Request, Response
from markupsafe import Markup

from coordinator.services.portal.visiting import Visitor, form_token
from coordinator.services.world import World
from coordinator.web.portal.words import LANGUAGES, Words, best_language, words
from coordinator.web.templating import page, text_of

LANGUAGE_COOKIE = "portal_language"


def language_of(request: Request, here: Visitor | None = None) -> str:
    """What the reader chose on a page, else what they read their mail in, else what their browser asks for."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if here is not None:
        return words(here.language).language
    return best_language(request.headers.get("accept-language", ""))


def shown(
    request: Request, template: str, *, status: int = 200, here: Visitor | None = None, form: str = "", **values: object
) -> Response:
    """A page. ``form`` is what its forms are bound to where nobody is signed in: the link.

    ``path`` among the values is where the page is found in the other language, when it answers a form.
    """
    world: World = request.app.state.world
    language = language_of(request, here)
    response = page(
        request,
        f"portal/{template}",
        status=status,
        here=here,
        form_token=form_token(world, here.visit_id if here else form) if here or form else "",
        **{"path": request.url.path, "by_get": request.method == "GET", **common(world, words(language)), **values},
    )
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=3600, path="/p", httponly=True, samesite="lax")
    return response


def common(world: World, spoken: Words) -> dict[str, object]:
    """What every page knows: its words and whom to call."""
    brand = world.letterhead.sender
    return {
        "t": spoken,
        "other": next(language for language in LANGUAGES if language != spoken.language),
        "phone": _to_call(brand.help_phone),
        "hours": brand.hours_in(spoken.language),
    }


def _to_call(number: str) -> Markup:
    """A number that a telephone dials when it is touched."""
    dialled = "".join(char for char in number if char.isdigit() or char == "+")
    return Markup('<a href="tel:{}">{}</a>').format(dialled, number)


def fragment(world: World, template: str, language: str, **values: object) -> str:
    """A piece of a page as text, such as the paper above a signature."""
    return text_of(f"portal/{template}", **common(world, words(language)), **values)
