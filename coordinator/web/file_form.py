"""A form with one file, read as it comes in: straight to a place of its own, and no further than its limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from coordinator.domain.errors import Refused
from coordinator.services.portal.uploading import quarantine
from coordinator.services.world import World
from coordinator.web.forms import NotOurs

AROUND = 16 * 1024
"""Bytes of a form beside its file."""

LONGEST_FIELD, MOST_PARTS = 1024, 10


@dataclass
class FileForm:
    """A form with one file, while it is read. Its token comes before the file, and is asked for before it.

    ``ours`` raises ``NotOurs`` for fields without a token that holds; ``most`` counts the bytes of the file.
    """

    world: World
    stack: ExitStack
    ours: Callable[[Mapping[str, str]], None]
    most: int
    fields: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    _out: BinaryIO | None = None
    _header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))
    _name: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _parts: int = 0
    _disposition: bytes = b""

    async def read(self, request: Request) -> Path:
        """Read the whole body and return where the file lies; raises ``Refused`` or ``NotOurs``."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > 200:
            raise NotOurs
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin, "on_header_field": self._field, "on_header_value": self._value,
                "on_header_end": self._header_end, "on_headers_finished": self._headers, "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )  # fmt: skip
        seen = 0
        try:
            async for piece in request.stream():
                seen += len(piece)
                if seen > self.most + AROUND:
                    raise Refused("file.too_large", field="file")
                parser.write(piece)
            parser.finalize()
        except FormParserError:
            raise NotOurs from None
        self.ours(self.fields)
        if self.path is None:
            raise Refused("none", field="file")
        return self.path

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise NotOurs
        self._name, self._disposition = "", b""
        self._text.clear()

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._header[0], data[start:end])

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._header[1], data[start:end])

    def _grow(self, held: bytearray, more: bytes) -> None:
        held += more
        if len(held) > LONGEST_FIELD * 4:
            raise NotOurs

    def _header_end(self) -> None:
        if bytes(self._header[0]).lower() == b"content-disposition":
            self._disposition = bytes(self._header[1])
        self._header[0].clear()
        self._header[1].clear()

    def _headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename")
        if name is None:
            return
        self.ours(self.fields)
        if not name or self.path is not None:
            raise Refused("none", field="file")
        self.path = self.stack.enter_context(quarantine(self.world, name.decode("utf-8", "replace")))
        self._out = self.stack.enter_context(self.path.open("wb"))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._out is not None:
            self._out.write(data[start:end])
        else:
            self._grow(self._text, data[start:end])

    def _end(self) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None
        elif self._name:
            self.fields[self._name] = self._text.decode("utf-8", "replace")
