from __future__ import annotations

from html.parser import HTMLParser

import pytest
from portal_reader import MailReader, Page
from sqlalchemy import text

HOSTILE = (
    '"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "' autofocus onfocus='alert(1)", "{{ 7*7 }}",
    "</textarea><form action=https://evil.example>", "javascript:alert(1)", "\u202eevil\u2066", "<!--", "]]>",
)  # fmt: skip


def _pages(reader: MailReader) -> list[str]:
    paper = reader.stage.case(reader.ref).authorizations[0].id
    return ["/p/home", "/p/ask", "/p/upload", "/p/visit", "/p/comparison", f"/p/papers/{paper}"]


def _unsafe(reader: MailReader) -> list[str]:
    paper = reader.stage.case(reader.ref).authorizations[0].id
    request = reader.stage.case(reader.ref).requests[0].id
    return [
        "/p/ask", "/p/visit/yes", "/p/visit/change", "/p/comparison", "/p/leave", f"/p/papers/{paper}",
        f"/p/fees/{request}/yes", f"/p/fees/{request}/no", f"/p/fees/{request}/ask",
    ]  # fmt: skip


class _Shape(HTMLParser):
    """Elements and the names of their attributes, in order: what a hostile text must not change."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def test_every_unsafe_route_wants_the_token_of_this_very_visit(reader: MailReader) -> None:
    reader.enter()
    before = reader.stage.case(reader.ref).seq
    mine = Page(reader.get("/p/ask").text).form("/p/ask")["form"]
    for path in _unsafe(reader):
        for form in ("", "0" * 64, mine[:-1]):
            answer = reader.browser.post(path, data={"form": form, "text": "x"})
            assert answer.status_code == 403, path
    assert reader.stage.case(reader.ref).seq == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"},
        {"origin": "https://127.0.0.1:9.evil.example"},
    ],
)  # fmt: skip
def test_forms_from_other_sites_are_refused(reader: MailReader, headers: dict[str, str]) -> None:
    link = reader.link()
    fields = Page(reader.get(link).text).form(f"{link}/code")
    assert reader.browser.post(f"{link}/code", data=fields, headers=headers).status_code == 403

    reader.enter()
    for path in (*_unsafe(reader), "/p/upload"):
        mine = Page(reader.get("/p/ask").text).form("/p/ask")["form"]
        assert reader.browser.post(path, data={"form": mine}, headers=headers).status_code == 403, path


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin", "origin": "null"}, {"origin": "null"}, {}])
def test_a_form_of_our_own_is_taken_from_browsers_that_hide_where_it_comes_from(
    reader: MailReader, headers: dict[str, str]
) -> None:
    reader.enter()
    fields = Page(reader.get("/p/ask").text).form("/p/ask")

    assert reader.browser.post("/p/ask", data={**fields, "text": "Hello"}, headers=headers).status_code == 200


def test_nothing_is_shown_without_a_visit(reader: MailReader) -> None:
    for path in _pages(reader):
        answer = reader.another_browser().get(path)
        assert answer.status_code == 401, path
        assert "signed off" in answer.text
    for path in (*_unsafe(reader), "/p/upload"):
        assert reader.another_browser().post(path, data={"form": "x"}).status_code in (401, 403), path


def test_every_answer_of_the_portal_carries_the_headers(reader: MailReader) -> None:
    link = reader.link()
    answers = [reader.get(link), reader.get("/p/" + "A" * 43), reader.get("/p/nowhere"), reader.get("/p/home")]
    reader.enter()
    answers += [reader.get(path) for path in _pages(reader)]
    answers.append(reader.browser.post("/p/ask", data={"form": "x"}))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_pages_hold_no_code_or_style_of_their_own(reader: MailReader) -> None:
    reader.enter()
    for path in [*_pages(reader), reader.link()]:
        page = Page(reader.get(path).text)
        assert "style" not in page.elements
        assert not [name for name in page.attributes if name == "style" or name.startswith("on")], path


def test_messages_in_full_hold_no_style_of_their_own(reader: MailReader) -> None:
    page = Page(reader.enter().text)

    assert "style" not in page.attributes


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_change_no_page(reader: MailReader, hostile: str) -> None:
    reader.enter()
    paper = reader.stage.case(reader.ref).authorizations[0].id
    tame = [
        _Shape(reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name="Tame", agreed="yes").text).found,
        _Shape(reader.send("/p/ask", "/p/ask", text="").text).found,
        _Shape(reader.get("/p/home?done=tame&lang=en").text).found,
    ]
    with reader.stage.world.database.transaction() as session:
        name = {"name": hostile}
        session.execute(text('UPDATE "authorization" SET organization_name = :name'), name)
        session.execute(text("UPDATE patient SET given = :name"), {"name": f"Mara{hostile}"})

    wild = [
        _Shape(reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=hostile, agreed="yes").text).found,
        _Shape(reader.send("/p/ask", "/p/ask", text="").text).found,
        _Shape(reader.get(f"/p/home?done={hostile}&lang={hostile}").text).found,
    ]

    assert wild == tame


def test_words_with_zero_bytes_and_strange_signs_are_kept_or_refused_and_raise_nothing(reader: MailReader) -> None:
    reader.enter()
    for told in ("a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "x" * 30_000, "\x07", "é" * 9):
        answer = reader.send("/p/ask", "/p/ask", text=told)
        assert answer.status_code in (200, 422), repr(told[:5])


def test_forms_of_another_kind_or_size_are_refused(reader: MailReader) -> None:
    reader.enter()
    mine = Page(reader.get("/p/ask").text).form("/p/ask")["form"]
    long = reader.browser.post("/p/ask", data={"form": mine, "text": "x" * 200_000})
    json = reader.browser.post("/p/ask", json={"form": mine, "text": "x"})
    many = reader.browser.post("/p/ask", data={"form": mine, **{f"f{n}": "" for n in range(100)}})

    assert (long.status_code, json.status_code, many.status_code) == (413, 403, 403)


def test_the_reader_chooses_the_language_and_the_page_remembers_it(reader: MailReader) -> None:
    link = reader.link()
    assert 'lang="es"' in reader.get(f"{link}?lang=es").text
    assert "Enviarme un código" in reader.get(link).text
    assert "Send me a code" in reader.get(f"{link}?lang=en").text
