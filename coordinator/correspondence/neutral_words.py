"""Words that a text to a patient does without: blame, ranking, steering, promises, and illness in a notice.

``domain.md`` §4.1 (no condition in a notice), §4.4 and §8.9 (the software never ranks and never advises), §0 trap 9
(neither opinion is known to be right). The words of the template count, not what is filled in: an author's own words
stand as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from coordinator.correspondence.templates import folder

BLAME, RANKING, STEERING, PROMISE, ILLNESS = "blame", "ranking", "steering", "promise", "illness"

UNSAID = (BLAME, RANKING, STEERING, PROMISE)
"""What nobody says to a patient by any way; illness may be spoken of once somebody proved who they are."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        BLAME: r"missed|wrong|(in)?correct(ed|ion|ly)?|mistakes?|mistaken|errors?|fail(ed|s|ure|ures)?|fault|blame"
        r"|forgot(ten)?|neglect\w*|no-show|you should have|careless",
        RANKING: r"better|best|worse|worst|superior|inferior|preferable|top-rated|leading",
        STEERING: r"you should|you ought|you must|you need to decide|we recommend|we advise|we suggest|our advice"
        r"|we prefer|we would choose|do not (wait|delay|hesitate)|hurry|the right (choice|decision)|wise",
        PROMISE: r"guarante\w+|promis\w+|always|never|certainly|for sure|no doubt|100%|perfect(ly)?|no risk|risk-free"
        r"|without fail",
        ILLNESS: r"cancer|tumou?rs?|chemo\w*|diagnos\w*|oncolog\w*|cardiolog\w*|neurolog\w*|patholog\w*|biops\w*"
        r"|surg\w+|diseases?|illness|slides?|scans?|x-rays?|biomarker\w*|psychiatr\w*|addiction|h(a)?ematolog\w*|orthop\w*"
        r"|gastro\w*|gyn(a)?ecolog\w*|pulmonolog\w*|radiolog\w*|radiation|infusion|fertility|hiv|dialysis|hospice"
        r"|palliative|transplant\w*|breast|heart|spine|kidney|prostate|memory clinic",
    },
    "es": {
        BLAME: r"(in)?correct[oa]s?|equivoc\w*|error(es)?|culpa\w*|fall(ó|as?|ad[oa]s?)|faltó|perdió|olvidó|descuid\w*",
        RANKING: r"mejor(es)?|peor(es)?|superior(es)?|preferible",
        STEERING: r"debería[ns]?|usted debe|tiene que decidir (ya|ahora)|le (recomendamos|aconsejamos|sugerimos)"
        r"|no (espere|demore|dude)|dese prisa|la decisión acertada",
        PROMISE: r"garanti\w+|promet\w+|promes\w+|siempre|nunca|jamás|sin duda|seguro que|perfect\w+|sin riesgo",
        ILLNESS: r"cáncer|tumor(es)?|quimio\w*|diagnóstic\w*|onc[oó]log\w*|cardi[oó]log\w*|neur[oó]log\w*"
        r"|pat[oó]log\w*|biopsias?|cirug[ií]as?|ciruj\w*|enfermedad\w*|laminillas?|radiograf\w*|psiquiatr\w*"
        r"|hemat[oó]log\w*|ortop\w*|gastro\w*|ginec[oó]log\w*|radi[oó]log\w*|radiación|infusión|fertilidad|vih|diálisis"
        r"|paliativ\w*|trasplant\w*|corazón|columna|riñón|próstata",
    },
}
"""By language and kind, as a regular expression of whole words."""

EXCEPTIONS: Mapping[tuple[str, str], str] = {}
"""(path below ``templates/``, the word as it stands there in lower case): why it may stand there."""

_TEMPLATE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]+>", re.DOTALL)


def pattern(language: str, *kinds: str) -> re.Pattern[str]:
    """Every word of these kinds (all kinds without any), as a whole word, in capitals or not."""
    words = [some for kind, some in WORDS[language].items() if not kinds or kind in kinds]
    return re.compile(rf"(?<!\w)({'|'.join(words)})(?!\w)", re.IGNORECASE)


def found_in(text: str, language: str, *kinds: str) -> list[str]:
    """The words of these kinds that stand in a text, in lower case and in their order."""
    return [found.group(0).lower() for found in pattern(language, *kinds).finditer(" ".join(text.split()))]


def names_illness(text: str) -> bool:
    """True when a name or an address, in English, tells what somebody is treated for (``domain.md`` §4.1)."""
    return bool(found_in(text, "en", ILLNESS))


def own_words(source: str) -> str:
    """What a template says itself: without its tags and without what is filled in."""
    return _TAGS.sub(" ", _TEMPLATE.sub(" ", source))


def problems() -> Iterator[str]:
    """Every such word in a message or a sheet, and every exception that excuses nothing any more."""
    excused: set[tuple[str, str]] = set()
    for path, language, kinds in _texts():
        name = path.relative_to(folder()).as_posix()
        for word in dict.fromkeys(found_in(own_words(path.read_text(encoding="utf-8")), language, *kinds)):
            if (name, word) in EXCEPTIONS:
                excused.add((name, word))
            else:
                yield f"{name}: the word {word!r} must not reach a patient (neutral_words.py)"
    for name, word in EXCEPTIONS:
        if (name, word) not in excused:
            yield f"neutral_words.py: {name} does not say {word!r} any more: take the exception out"


def _texts() -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Messages are notices: no illness in them. A sheet is on paper, for the patient's own hands."""
    for path in sorted((folder() / "messages").glob("*/*/*.*")):
        if path.parent.name in WORDS:
            yield path, path.parent.name, ()
    for path in sorted((folder() / "sheets").rglob("*.html")):
        language = path.parent.name if path.parent.name in WORDS else "en"
        yield path, language, UNSAID
