"""``coordinator questions``: the reviewed questions a patient may take to a visit."""

from __future__ import annotations

from typing import Annotated

import typer

from coordinator.cli import show
from coordinator.cli.options import AsJson


def questions(
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only this topic.")] = None,
    specialty: Annotated[str | None, typer.Option("--specialty", metavar="S", help="Only what suits it.")] = None,
    sealed: Annotated[bool, typer.Option("--sealed", help="Without those that tell of the first opinion.")] = False,
    language: Annotated[str, typer.Option("--language", metavar="L", help="Such as en or es.")] = "en",
    json: AsJson = False,
) -> None:
    """List the question bank; `case record REF question_chosen question=ID` takes one onto the patient's list."""
    from coordinator.domain.errors import NotFound
    from coordinator.domain.facts.keys import nearest
    from coordinator.domain.question import fitting
    from coordinator.services.question_bank import question_bank

    bank = question_bank()
    topics = [t.id for t in bank.topics]
    if topic is not None and topic not in topics:
        raise NotFound("topic.unknown", nearest(topic, topics), field="topic")
    chosen = fitting(bank.questions, topic=topic, specialty=specialty, sealed=sealed)
    if json:
        show.as_json(
            {
                "reviewed_on": bank.reviewed_on,
                "topics": [{"id": t.id, "title": dict(t.title)} for t in bank.topics],
                "questions": [
                    {
                        "id": q.id,
                        "topic": q.topic,
                        "text": dict(q.text),
                        "stages": list(q.stages),
                        "specialties": list(q.specialties),
                        "reading_grade": q.grade,
                        "names_first_opinion": q.names_first,
                    }
                    for q in chosen
                ],
            }
        )
        return
    show.table(
        ("id", "topic", "question"), [(q.id, q.topic, q.in_language(language)) for q in chosen], empty="There are none."
    )
