"""A navigator's morning: four patients wait at one hospital, others elsewhere; two cases are nobody's yet."""

from __future__ import annotations

import json
from typing import Any

from desk_people import NAVIGATOR, PASSWORD
from servers import PostgresServer, SmtpSink
from stage import Stage

from coordinator.paths import examples_dir
from coordinator.services.staff import add_user

COLLEAGUE = "kim@beacon.example"
PEOPLE = (("Rosa", "Ibarra"), ("Tom", "Hale"), ("June", "Okoye"))
"""Beside Maria Okafor: patients of the same hospital."""

EVERYTHING = ("records_office", "image_library", "pathology")


def example(number: str, **changes: Any) -> dict[str, Any]:
    """An example intake, changed at the top level."""
    told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text(encoding="utf-8"))
    return {**told, **changes}


def somebody(number: str, given: str, family: str, place: int) -> dict[str, Any]:
    """What to change in an example so that it is about somebody else."""
    patient = example(number)["patient"]
    patient |= {
        "legal_name": {"given": given, "family": family},
        "birth_date": f"19{60 + place % 30}-0{1 + place % 9}-1{place % 9}",
        "email": f"{given}.{family}.{place}@patients.example".lower(),
        "phones": [{**phone, "number": f"+1507555{2000 + place}"} for phone in patient["phones"]],
    }
    return {"external_id": f"MORNING-{place}", "patient": patient}


def accepted(stage: Stage, number: str, navigator: str = NAVIGATOR, *, sign: bool = True, **changes: Any) -> str:
    """A case of this navigator in records, its papers signed."""
    ref = stage.intake(number, **changes)
    case = stage.case(ref)
    reader = case.patient.reader(stage.now.date())
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=case.patient.points_of(reader)[0].id)
    stage.fact(ref, "case_accepted", navigator=navigator)
    if sign:
        stage.sign_all(ref)
    return ref


def morning(server: PostgresServer, template: str, sink: SmtpSink, folder: Any) -> Stage:
    """Everything left on Monday; it is Wednesday noon, and nobody said that our letters arrived."""
    stage = Stage.again(server.url(server.create_database(template)), sink, folder)
    add_user(stage.world, COLLEAGUE, "Kim Colleague", ["navigator"], "north", PASSWORD)
    stage.refs["maria"] = accepted(stage, "0001")
    for place, (given, family) in enumerate(PEOPLE, start=1):
        stage.refs[given.lower()] = accepted(stage, "0001", **somebody("0001", given, family, place))
    stage.refs["grace"] = accepted(stage, "0003")
    stage.intake("0005")
    stage.advance(days=2, hours=3)
    return stage
