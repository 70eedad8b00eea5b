from __future__ import annotations

import subprocess
import sys

import pytest

from coordinator.services.reference import IcdRow, IcdStatus, icd_rows, zip_rows


@pytest.fixture(scope="module")
def codes() -> dict[str, IcdRow]:
    return {row.code: row for row in icd_rows()}


@pytest.mark.parametrize("code", ["C50.912", "I35.0", "M48.062", "C91.00", "M17.11", "S52.501A", "Z66"])
def test_a_code_that_nothing_refines_is_a_leaf(codes: dict[str, IcdRow], code: str) -> None:
    assert codes[code].is_leaf
    assert codes[code].label


@pytest.mark.parametrize("code", ["G35", "C50", "M17.1"])
def test_a_code_that_others_refine_exists_and_is_no_leaf(codes: dict[str, IcdRow], code: str) -> None:
    assert codes[code].is_leaf is False


@pytest.mark.parametrize("code", ["A00-A09", "2", "C50912", "Q99.XX"])
def test_blocks_chapters_and_inventions_are_no_codes(codes: dict[str, IcdRow], code: str) -> None:
    assert code not in codes


def test_every_code_goes_once() -> None:
    written = [row.code for row in icd_rows()]

    assert len(written) == len(set(written)) > 90_000


def test_a_row_or_none_gives_the_status() -> None:
    assert [IcdStatus.of(known) for known in (True, False, None)] == ["leaf", "not_leaf", "unknown"]


def test_a_postal_code_has_its_state_place_and_zone() -> None:
    places = {row.zip: row for row in zip_rows()}

    rochester, military = places["55901"], places["09002"]
    assert (rochester.state, rochester.time_zone) == ("MN", "America/Chicago")
    assert rochester.latitude == pytest.approx(44.05, abs=0.1)
    assert rochester.longitude == pytest.approx(-92.5, abs=0.1)
    assert (military.latitude, military.longitude, military.time_zone) == (None, None, None)


def test_importing_the_services_does_not_load_the_large_packages() -> None:
    program = (
        "import sys, coordinator.services.reference, coordinator.services.intake.check\n"
        "sys.exit(any(name in sys.modules for name in ('simple_icd_10_cm', 'zipcodes')))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
