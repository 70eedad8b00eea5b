"""Sending us a file. The form is read as it comes in, straight to a file of its own, and no further than its limit."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from coordinator.domain.errors import Refused
from coordinator.services.file_format import LARGEST
from coordinator.services.portal import uploading
from coordinator.services.portal.visiting import Visitor
from coordinator.services.world import World
from coordinator.web.portal import guard
from coordinator.web.portal.looks import language_of, shown
from coordinator.web.portal.words import words

router = APIRouter()

AROUND = 16 * 1024
"""Bytes of a form beside its file."""

LONGEST_FIELD, MOST_PARTS = 1024, 10


@router.get("/p/upload")
def choose(request: Request, here: guard.Here) -> Response:
    """What is it, and which file."""
    return _page(request, here, "")


@router.post("/p/upload")
async def upload(request: Request, here: guard.Here) -> Response:
    """Take one file in; what is wrong with it is said in words that tell what to do."""
    guard.from_our_page(request)
    world = guard.world_of(request)
    if int(request.headers.get("content-length") or 0) > LARGEST + AROUND:
        return await run_in_threadpool(_page, request, here, "file.too_large", 413)
    with ExitStack() as stack:
        form = Form(world, here, stack)
        try:
            path = await form.read(request)
            await run_in_threadpool(uploading.file_upload, world, here, path, form.fields.get("item", ""))
        except Refused as refusal:
            status = 413 if refusal.code == "file.too_large" else 404 if refusal.code.endswith("not_found") else 422
            return await run_in_threadpool(_page, request, here, refusal.code, status)
    return RedirectResponse("/p/home?done=filed", status_code=303)


@dataclass
class Form:
    """A form with one file, while it is read. The token comes before the file, and is asked for before it."""

    world: World
    here: Visitor
    stack: ExitStack
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
            raise guard.NotOurs
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
                if seen > LARGEST + AROUND:
                    raise Refused("file.too_large", field="file")
                parser.write(piece)
            parser.finalize()
        except FormParserError:
            raise guard.NotOurs from None
        guard.check_form(self.world, self.here.visit_id, self.fields.get("form", ""))
        if self.path is None:
            raise Refused("none", field="file")
        return self.path

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise guard.NotOurs
        self._name, self._disposition = "", b""
        self._text.clear()

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._header[0], data[start:end])

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._header[1], data[start:end])

    def _grow(self, held: bytearray, more: bytes) -> None:
        held += more
        if len(held) > LONGEST_FIELD * 4:
            raise guard.NotOurs

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
        guard.check_form(self.world, self.here.visit_id, self.fields.get("form", ""))
        if not name or self.path is not None:
            raise Refused("none", field="file")
        self.path = self.stack.enter_context(uploading.quarantine(self.world, name.decode("utf-8", "replace")))
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


def _page(request: Request, here: Visitor, code: str, status: int = 200) -> Response:
    world, most = guard.world_of(request), uploading.MOST_MEGABYTES
    say = words(language_of(request, here))
    error = say.error("upload", code, most=most, phone=world.letterhead.sender.help_phone) if code else ""
    return shown(
        request,
        "upload.html",
        status=status,
        here=here,
        wanted=uploading.wanted(here, language_of(request, here)),
        most=most,
        error=error,
    )
