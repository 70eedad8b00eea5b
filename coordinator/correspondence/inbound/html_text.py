"""The words of an HTML mail. What it quotes comes out with ``>`` before each line, as in plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINE_ENDS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"})
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"style", "script", "head", "title", "template"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "wbr"})
_QUOTING = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._open: list[str] = []
        self._quoted_from: int | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINE_ENDS or tag == "blockquote":
            self._end_line()
        if tag in _VOID:
            return
        self._open.append(tag)
        if tag in _SILENT:
            self._silent += 1
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self._quoted_from is None and (tag == "blockquote" or _QUOTING.search(named)):
            self._quoted_from = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINE_ENDS or tag == "blockquote":
            self._end_line()
        if tag in _CELLS and self.lines[-1].strip():
            self.lines[-1] += " "
        if tag not in self._open:
            return
        while self._open:
            last = self._open.pop()
            if last in _SILENT:
                self._silent -= 1
            if self._quoted_from is not None and len(self._open) < self._quoted_from:
                self._quoted_from = None
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = re.sub(r"\s+", " ", data)
        if not self.lines[-1].strip("> ") and self._quoted_from is not None and words.strip():
            self.lines[-1] = "> "
        self.lines[-1] += words

    def _end_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def words_of(html: str) -> str:
    """The text of an HTML part; unclosed and misnested elements are read as far as they go."""
    parser = _Words()
    parser.feed(html[:2_000_000])
    parser.close()
    return "\n".join(line.replace("\xa0", " ").strip() for line in parser.lines).strip()
