"""A real browser on a phone's screen: from the link in the mail to a signed paper, in Spanish, with a drawn name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser import browser, pressed
from playwright.sync_api import Page as Tab
from portal_reader import MailReader
from rules.filed import pdf
from serving import serving

from coordinator.domain.words import AuthorizationStatus

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")
"""A folder for pictures of each page at both widths, for whoever looks at them; none are made without it."""


def _looked_at(tab: Tab, name: str) -> None:
    """The page fits the phone: nothing has to be scrolled sideways, and every button is large enough for a thumb."""
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    for button in tab.locator("main button:visible, main a.button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, name
    if PICTURES:
        for size in (DESK, PHONE):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            tab.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)


@pytest.mark.timeout(600)
def test_a_patient_signs_in_spanish_on_a_phone(reader: MailReader, tmp_path: Path) -> None:
    case = reader.stage.case(reader.ref)
    paper = case.authorizations[0]
    with serving(reader.app) as address, browser() as chromium:
        phone = chromium.new_context(viewport=PHONE, locale="es-US", has_touch=True)  # type: ignore[arg-type]
        tab = phone.new_page()
        problems: list[str] = []
        tab.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: problems.append(str(error)))

        tab.goto(f"{address}{reader.link()}?lang=es")
        _looked_at(tab, "1-entry")
        pressed(tab.get_by_role("button", name="Enviarme un código"))
        reader.stage.rest()
        _looked_at(tab, "2-code")
        tab.get_by_label("Su código").fill("12")
        pressed(tab.get_by_role("button", name="Abrir"))
        assert tab.get_by_role("alert").inner_text() == "Escriba los 6 números del correo electrónico."
        problems.clear()  # the browser reports that the page answered 422
        _looked_at(tab, "3-code-wrong")
        tab.get_by_label("Su código").fill(f" {reader.code()[:3]} {reader.code()[3:]}")
        pressed(tab.get_by_role("button", name="Abrir"))
        _looked_at(tab, "4-message")

        pressed(tab.get_by_role("link", name="Volver a su página"))
        _looked_at(tab, "5-home")
        pressed(tab.get_by_role("link", name="Leer y firmar").first)
        _looked_at(tab, "6-paper")
        tab.get_by_label("Escriba su nombre completo").fill(case.patient.full_name)
        field = tab.locator("canvas")
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box is not None
        tab.mouse.move(box["x"] + 30, box["y"] + 50)
        tab.mouse.down()
        for step in range(1, 25):
            tab.mouse.move(box["x"] + 30 + 10 * step, box["y"] + 50 + (18 if step % 2 else -18))
        tab.mouse.up()
        tab.get_by_label("He leído este papel").check()
        _looked_at(tab, "7-paper-signed")
        pressed(tab.get_by_role("button", name="Firmar"))
        _looked_at(tab, "8-thanks")
        assert "Gracias. Firmó el papel" in tab.locator("h1").inner_text()

        pressed(tab.get_by_role("link", name="Volver a su página"))
        pressed(tab.get_by_role("link", name="Enviarnos un archivo"))
        _looked_at(tab, "9-upload")
        scan = tmp_path / "informe.pdf"
        scan.write_bytes(pdf(2))
        tab.get_by_label("Elija el archivo").set_input_files(scan)
        pressed(tab.get_by_role("button", name="Enviar"))
        tab.get_by_role("status").wait_for()
        assert "Recibimos su archivo" in tab.get_by_role("status").inner_text()
        _looked_at(tab, "10-home-after")

        pressed(tab.get_by_role("button", name="Salir"))
        _looked_at(tab, "11-left")
        phone.close()

    assert problems == []
    signed = reader.stage.case(reader.ref)
    first = signed.authorization(paper.id)
    assert sum(a.status is AuthorizationStatus.SIGNED for a in signed.authorizations) == 1
    assert first is not None
    assert "drawn" in {a.signature_method for a in signed.authorizations}
    assert [d.page_count for d in signed.documents] == [2]
