"""The words around the side by side in the languages of its readers: headings, labels, notes, and our own code words.

What the authors wrote is never translated: it stands in their language, and the Spanish sheet says so (ADR 0014).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ComparisonWords:
    """One language. ``codes`` are words that we made of an author's codes, as they stand in the English rows."""

    rows: Mapping[str, str]
    certainty: Mapping[str, str]
    columns: tuple[str, str, str]
    groups: Sequence[tuple[str, str]]
    basis: Mapping[str, str]
    notes: Mapping[str, str]
    no_author: str
    page: str
    had: str
    did_not_name: str
    did_not_say: str
    wait: str
    spoken_lists: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)

    def cell(self, row: str, value: str) -> str:
        """The value of one row with our own code words in this language; the author's words stay."""
        if row == "certainty":
            return self.certainty.get(value, value)
        if not self.codes or row not in _WITH_CODES:
            return value
        return "; ".join(self._entry(entry) for entry in value.split("; "))

    def had_what(self, author: str, had: Sequence[str], had_not: Sequence[str], *, said: bool) -> str:
        """One neutral sentence: what an author had before them, or that they did not say."""
        if not said:
            return self.did_not_say.format(author=author)
        told = self.had.format(author=author, had=self._listed(had))
        return f"{told} {self.did_not_name.format(rest=self._listed(had_not))}" if had_not else told

    def _listed(self, names: Sequence[str]) -> str:
        if len(names) < 2 or not self.spoken_lists:
            return ", ".join(names)
        joined = "e" if _SOUNDS_LIKE_Y.match(names[-1]) else "y"
        return f"{', '.join(names[:-1])} {joined} {names[-1]}"

    def _entry(self, entry: str) -> str:
        """``Knee replacement (surgery): at once, cannot be undone``: the codes are a whole part of such an entry."""
        parts = re.split(r"(: |, | \(|\))", entry)
        return "".join(self.codes.get(part, part) for part in parts)


_SOUNDS_LIKE_Y = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)
"""``cartas e informes``, but ``agua y hielo``: Babel's lists do not know the rule."""

_WITH_CODES = frozenset({"diagnosis", "recommendation", "intent", "timing"})

ENGLISH = ComparisonWords(
    rows={
        "diagnosis": "What they call it",
        "certainty": "How certain they are",
        "stage": "Stage",
        "grade": "Grade",
        "biomarkers": "Markers",
        "reasoning": "Why they think so",
        "recommendation": "What they suggest",
        "intent": "What it is meant to do",
        "timing": "How soon",
        "alternatives": "Other ways they name",
        "advised_against": "What they advise against",
        "benefits": "Results they expect",
        "risks": "Risks",
        "side_effects": "Side effects",
        "daily_life": "Daily life",
        "cost": "Cost",
        "trials": "Studies",
        "further_tests": "More tests",
        "follow_up": "Follow-up",
        "uncertainty": "What they leave open",
    },
    certainty={
        "confirmed": "they say it is certain",
        "probable": "they say it is likely",
        "possible": "they say it may be",
        "ruled out": "they say it is not",
    },
    columns=("First opinion", "Second opinion", "Third opinion"),
    groups=(
        ("same", "Said in the same way"),
        ("differs", "Said in different ways"),
        ("only", "Said in one place only"),
        ("both_silent", "Not said"),
    ),
    basis={
        "exam": "after an examination",
        "video": "after a video visit",
        "record_review": "from the files",
        "recollection": "from memory",
    },
    notes={
        "recollection": "Nothing in writing will come. This is what the patient remembers of the visit.",
        "from_the_intake": "This is what was told when the case was opened, not what the author wrote.",
        "partially_blinded": "One of the files that this author read tells of the first opinion.",
    },
    no_author="author not stated",
    page="Page {page}: “{quote}”",
    had="{author} had: {had}.",
    did_not_name="They did not name: {rest}.",
    did_not_say="{author} did not say which files they saw.",
    wait="Wait, or do nothing for now",
)
"""Each row is a field in a reader's words. What is alike comes first, then what differs, then what is open
(``domain.md`` §8.3); nothing is counted, and no word says how the opinions relate."""

SPANISH = ComparisonWords(
    spoken_lists=True,
    rows={
        "diagnosis": "Cómo lo llaman",
        "certainty": "Con cuánta seguridad lo dicen",
        "stage": "Etapa",
        "grade": "Grado",
        "biomarkers": "Marcadores",
        "reasoning": "Por qué lo piensan",
        "recommendation": "Qué sugieren",
        "intent": "Para qué sirve",
        "timing": "Qué tan pronto",
        "alternatives": "Otras opciones que nombran",
        "advised_against": "Qué aconsejan no hacer",
        "benefits": "Resultados que esperan",
        "risks": "Riesgos",
        "side_effects": "Efectos secundarios",
        "daily_life": "Vida diaria",
        "cost": "Costo",
        "trials": "Estudios de investigación",
        "further_tests": "Más pruebas",
        "follow_up": "Seguimiento",
        "uncertainty": "Qué dejan abierto",
    },
    certainty={
        "confirmed": "dicen que es seguro",
        "probable": "dicen que es probable",
        "possible": "dicen que puede ser",
        "ruled out": "dicen que no es",
    },
    columns=("Primera opinión", "Segunda opinión", "Tercera opinión"),
    groups=(
        ("same", "Dicho de la misma manera"),
        ("differs", "Dicho de maneras distintas"),
        ("only", "Dicho en un solo lugar"),
        ("both_silent", "No se dice"),
    ),
    basis={
        "exam": "después de un examen en persona",
        "video": "después de una cita por video",
        "record_review": "con los documentos",
        "recollection": "de memoria",
    },
    notes={
        "recollection": "No llegará nada por escrito. Esto es lo que usted recuerda de la cita.",
        "from_the_intake": "Esto es lo que se contó al abrir el caso, no lo que escribió su autor.",
        "partially_blinded": "Uno de los documentos que leyó su autor habla de la primera opinión.",
    },
    no_author="no se indica quién la dio",
    page="Página {page}: “{quote}”",
    had="{author} tenía: {had}.",
    did_not_name="No nombró: {rest}.",
    did_not_say="{author} no dijo qué documentos vio.",
    wait="Esperar, o no hacer nada por ahora",
    codes={
        "ruled out": "descartado",
        "label not stated": "sin nombre",
        "right": "lado derecho",
        "left": "lado izquierdo",
        "both": "los dos lados",
        "secondary": "secundario",
        "differential": "otra posibilidad",
        "can be undone": "se puede deshacer",
        "cannot be undone": "no se puede deshacer",
        "can partly be undone": "se puede deshacer en parte",
        "surgery": "operación",
        "procedure": "procedimiento",
        "radiation": "radiación",
        "systemic therapy": "tratamiento para todo el cuerpo",
        "other medicine": "otra medicina",
        "device": "dispositivo",
        "transplant": "trasplante",
        "rehabilitation": "rehabilitación",
        "psychological": "apoyo psicológico",
        "lifestyle": "cambios en la vida diaria",
        "active surveillance": "vigilancia activa",
        "watchful waiting": "esperar y observar",
        "palliative": "alivio y apoyo",
        "further testing": "más pruebas",
        "trial": "estudio de investigación",
        "none": "ninguno",
        "cure": "curar",
        "control": "controlar",
        "symptom relief": "aliviar los síntomas",
        "diagnose": "saber qué es",
        "prevent": "prevenir",
        "observe": "observar",
        "emergency": "emergencia",
        "elective": "sin prisa",
        "within a week": "dentro de una semana",
        "within a month": "dentro de un mes",
        "within three months": "dentro de tres meses",
        "no time named": "no se nombra un plazo",
    },
)

_ALL = {"en": ENGLISH, "es": SPANISH}


def comparison_words(language: str) -> ComparisonWords:
    """The words of a language; English where nobody wrote them."""
    return _ALL.get(language, ENGLISH)
