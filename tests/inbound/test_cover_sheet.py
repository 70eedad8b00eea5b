"""A page that came back names its case by its QR code. The reading tests exist where the decoder is installed."""

from __future__ import annotations

import io

import pytest

from coordinator.correspondence.inbound import cover_sheet
from coordinator.correspondence.inbound.cover_sheet import can_scan, references_on


def test_without_the_decoder_nothing_is_found_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_sheet, "can_scan", lambda: False)

    assert references_on(b"%PDF-1.4") == []


if can_scan():

    def a_page(text: str, kind: str) -> bytes:
        import segno
        from PIL import Image

        code, page = io.BytesIO(), Image.new("L", (1275, 1650), 255)
        segno.make_qr(text, error="m", mask=3).save(code, kind="png", scale=5, border=4)
        page.paste(Image.open(code).convert("L").rotate(3, expand=True, fillcolor=255), (200, 300))
        out = io.BytesIO()
        page.save(out, kind, **({"resolution": 150} if kind == "PDF" else {}))
        return out.getvalue()

    @pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG", "JPEG"])
    def test_a_crooked_page_at_the_resolution_of_a_fax_is_read(kind: str) -> None:
        assert references_on(a_page("SO-7K4M-Q2", kind)) == ["SO-7K4M-Q2"]

    def test_a_code_that_is_no_reference_is_not_ours() -> None:
        assert references_on(a_page("https://else.example/", "PNG")) == []

    @pytest.mark.parametrize("content", [b"", b"junk", b"%PDF-1.4 broken", b"II*\x00" + b"\xff" * 100])
    def test_what_cannot_be_opened_is_read_as_nothing(content: bytes) -> None:
        assert references_on(content) == []
