"""Whether somebody asks us to stop writing. A person decides what was meant; until then nothing goes there."""

from __future__ import annotations

import re

_WORDS = frozenset(
    {
        "stop", "stop all", "stopall", "unsubscribe", "remove me", "opt out", "opt-out", "optout",
        "alto", "parar", "pare", "baja", "darse de baja", "cancelar suscripcion", "cancelar suscripción",
        "arrêt", "arret", "désabonner", "desabonner", "abmelden", "stopp",
    }
)  # fmt: skip
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def asks_to_stop(own_words: str, subject: str) -> bool:
    """True when such a word stands alone on a line of the writer's own, or alone is the subject."""
    lines = [subject, *own_words.split("\n")[:200]]
    return any(_EDGES.sub("", line).casefold() in _WORDS for line in lines if len(line) < 60)
