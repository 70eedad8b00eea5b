"""``python -m coordinator.correspondence.catalogue``: every message and letter on one page, ``docs/messages.md``.

Nothing is declared here. When something leaves and what it outlives stands in the playbook, which values it may carry
in ``variables``, what it is for in ``purposes``, its words in ``templates/``. ``check`` fails when the page
on disk is not the one that follows from them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from coordinator.correspondence.call_scripts import has_script
from coordinator.correspondence.mail_text import has_template
from coordinator.correspondence.orders_in_words import Ordered, orders_of, scripts
from coordinator.correspondence.purposes import ELSEWHERE, PURPOSES
from coordinator.correspondence.templates import folder
from coordinator.correspondence.variables import LETTERS, MESSAGES, VARIABLES, Privacy
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.words import Stop
from coordinator.paths import PACKAGE, default_playbook
from coordinator.playbook.loader import load
from coordinator.playbook.schema import MessageRule, Playbook
from coordinator.playbook.stops import STOP_ORDER, outlives

PAGE = PACKAGE.parent / "docs" / "messages.md"
LANGUAGES = ("en", "es")

_WITHOUT = {"letter": "a letter by post", "call": "a call", "nothing": "nothing: neither would come in time"}

_HEAD = """# Messages and letters

Made by `python -m coordinator.correspondence.catalogue`; do not edit it here, `make check` compares. Truth stands in
four places: the [playbook](playbook.md) (when, to whom, which stops; its conditions are explained there),
`coordinator/correspondence/variables.py` (which values, each safe or a detail), `purposes.py` beside it, and
`templates/` (the words).

How to read it. A *safe* value may stand in an unencrypted mail; a *detail* stands on paper, and in a mail only at an
address for which its reader allowed details. Subjects are fixed; three carry the date of a visit and nothing else.
Every message to a patient is also a letter; some are a call instead for whoever has no e-mail, and those that ask
have a script for the call that takes their place. Where a language is missing nothing leaves in another: what asks
its reader to act becomes a call with an interpreter.
"""


def page(playbook: Playbook) -> str:
    """The whole page as Markdown."""
    messages = [playbook.messages[name] for name in MESSAGES if name in playbook.messages]
    letters = [playbook.messages[name] for name in LETTERS if name in playbook.messages]
    gathered = [name for name in LETTERS if name not in playbook.messages]
    blocks = [
        _HEAD.strip(),
        "## To patients",
        *(
            _section(rule, playbook)
            for rule in sorted(messages, key=lambda rule: (not rule.name.startswith("m"), rule.name))
        ),
        "## To offices and providers",
        *(_section(rule, playbook) for rule in sorted(letters, key=lambda rule: rule.name)),
        *(_inside(name) for name in gathered),
        "## Calls and work items that have words of their own",
        _table(("Code", "Opens", "When"), ((f"`{code}`", kind, when) for code, kind, when in scripts(playbook))),
        "## Ids of the catalogue without a template of their own",
        _table(("Id", "Where its work is done"), ELSEWHERE.items()),
    ]
    return "\n\n".join(blocks) + "\n"


def stale() -> bool:
    """True when the page on disk is not the one that follows from playbook, variables and templates."""
    return not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page(load(default_playbook()))


def unspoken(playbook: Playbook) -> list[str]:
    """Messages that become a call for some readers and have no script to call with."""
    rules = [rule for rule in playbook.messages.values() if rule.kind == "message"]
    return [rule.name for rule in rules if (rule.asks or rule.without_email == "call") and not has_script(rule.name)]


def _section(rule: MessageRule, playbook: Playbook) -> str:
    ordered = orders_of(rule.name, playbook)
    lines = [
        ("Leaves", _joined(one.words for one in ordered) or "only when a person orders it"),
        ("To", _reader(rule, ordered)),
        ("By", _channels(rule, ordered)),
        ("Outlives", _outlived(rule)),
        ("Makes sense", _sense(rule)),
        ("How often", _often(rule, ordered)),
        ("If it cannot leave", _instead(rule)),
        *_words(rule),
        ("Values", _values(rule.name)),
    ]
    told = "\n".join(f"- **{label}**: {words}" for label, words in lines if words)
    return f"### {rule.name}\n\n{PURPOSES[rule.name]}\n\n{told}"


def _inside(name: str) -> str:
    return f"### {name}\n\n{PURPOSES[name]}\n\n- **Leaves**: within another letter\n- **Values**: {_values(name)}"


def _reader(rule: MessageRule, ordered: Iterable[Ordered]) -> str:
    if rule.kind == "letter":
        return " or ".join(dict.fromkeys(one.reader for one in ordered))
    if rule.after_death:
        return "the family"
    level = {"all": "everything", "records": "what concerns records"}.get(rule.tells, "logistics")
    return f"the patient; for a minor the parent or guardian. A representative must be permitted to hear {level}"


def _channels(rule: MessageRule, ordered: Iterable[Ordered]) -> str:
    if rule.kind == "letter":
        office = any(one.reader == "the desk" for one in ordered)
        return "fax, office portal, encrypted mail or post, in the order of the desk" if office else "fax, else post"
    if rule.after_death:
        return "post"
    if rule.by_post:
        return "post, where an address is known; else e-mail"
    mail = "e-mail, confirmed or not" if rule.before_contact_verified else "e-mail that was confirmed"
    return f"{mail}; without e-mail {_WITHOUT[rule.without_email]}"


def _outlived(rule: MessageRule) -> str:
    by_itself, approved = outlives(rule), outlives(rule, approved=True)
    words = _stops(by_itself) or "nothing"
    more = _stops(approved - by_itself)
    return f"{words} (class `{rule.stop_class}`)" + (f"; once a person let it go also {more}" if more else "")


def _stops(stops: frozenset[Stop]) -> str:
    return ", ".join(stop.value.replace("_", " ") for stop in STOP_ORDER if stop in stops)


def _sense(rule: MessageRule) -> str:
    told = []
    if rule.only_while:
        told.append(f"only while `{rule.only_while}`: {_said(rule.only_while)}")
    if rule.unless:
        told.append(f"unless `{rule.unless}`: {_said(rule.unless)}")
    if rule.stale_after:
        told.append(f"for {rule.stale_after} from its order")
    return "; ".join(told) or "until it is delivered"


def _said(condition: str) -> str:
    """The first sentence of what a condition says of itself, as part of a sentence."""
    first = (CONDITIONS[condition].__doc__ or "").strip().splitlines()[0]
    words = first.split(" (")[0].rstrip(".")
    return words[0].lower() + words[1:]


def _often(rule: MessageRule, ordered: Iterable[Ordered]) -> str:
    told = []
    if any(one.repeats for one in ordered):
        told.append("again and again until its ladder ends")
    if rule.kind == "message":
        told.append("outside the budget of its reader" if rule.outside_budget else "within the budget of its reader")
    elif rule.in_summary:
        told.append("above the desk's daily cap within its one summary fax")
    if rule.absorbed_by:
        told.append(f"falls away when `{rule.absorbed_by}` asked the same within three business days")
    return "; ".join(told)


def _instead(rule: MessageRule) -> str:
    told = []
    if rule.needs_approval:
        told.append("it waits for a person in any case (*approve_letter*)")
    if rule.needs_paper:
        told.append("without a valid paper it waits")
    if rule.asks:
        told.append("a person calls (*call_patient*): it asks its reader to act")
    elif rule.kind == "message":
        told.append("the reason is kept; it asks nothing of its reader")
    else:
        told.append("an unknown address opens *find_office_address*, or the reason is kept")
    return "; ".join(told)


def _words(rule: MessageRule) -> Iterator[tuple[str, str]]:
    if rule.kind == "letter":
        return
    source = folder() / "messages" / rule.name / "en" / "subject.txt"
    yield "Subject", f"“{source.read_text(encoding='utf-8').strip()}”"
    there = [language for language in LANGUAGES if has_template(rule.name, language)]
    missing = [language for language in LANGUAGES if language not in there]
    calls = [language for language in LANGUAGES if has_script(rule.name, language)]
    words = f"mail and letter in {', '.join(there)}"
    words += f"; not in {', '.join(missing)}" if missing else ""
    yield "Languages", words + (f"; script of a call in {', '.join(calls)}" if calls else "")


def _values(name: str) -> str:
    declared = VARIABLES[name]
    safe = [f"`{key}`" for key, privacy in declared.items() if privacy is Privacy.SAFE]
    detail = [f"`{key}`" for key, privacy in declared.items() if privacy is Privacy.PHI]
    told = [f"{label} {', '.join(keys)}" for label, keys in (("safe", safe), ("details", detail)) if keys]
    return "; ".join(told) or "none beyond those of every message"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(parts))


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(load(default_playbook())), encoding="utf-8")
    print(f"{len(MESSAGES)} messages and {len(LETTERS)} letters: {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
