"""Each mail of the folder is what the committed table says."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from coordinator.correspondence.inbound import read

HERE = Path(__file__).resolve().parent
TOKEN = "qk3v7m2xw5ydt4hzn6pc"
MESSAGE_ID = "4f1c0a9be27d63581e0c7a92b6d4f3e805a1c9d7@beacon.example"

with (HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
    EXPECTED = list(csv.DictReader(file))


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["mail"])
def test_a_mail_is_what_the_table_says(row: Mapping[str, str]) -> None:
    found = read((HERE / "mails" / f"{row['mail']}.eml").read_bytes())

    assert found.text.startswith(row["text_begins"])
    assert {
        "mail": row["mail"],
        "kind": found.kind.value,
        "concerned": found.concerned,
        "status": found.status,
        "token": "yes" if TOKEN in found.tokens else "no",
        "message_id": "yes" if MESSAGE_ID in found.refers_to else "no",
        "stop": "yes" if found.stop else "no",
        "attachments": str(len(found.attachments)),
        "text_begins": row["text_begins"],
    } == dict(row)


def test_the_table_and_the_folder_name_the_same_mails() -> None:
    assert [row["mail"] for row in EXPECTED] == sorted(path.stem for path in (HERE / "mails").glob("*.eml"))
    assert len(EXPECTED) >= 60
