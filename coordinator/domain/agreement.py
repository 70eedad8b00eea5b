"""How two opinions relate: proposals for staff to confirm (``domain.md`` §8.2 to §8.5). No patient ever sees a class.

Nothing here infers what a provider did not say: where silence stands in the way the proposal is ``None`` and a person
with the role ``clinical_reviewer`` picks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coordinator.domain.opinion_content import (
    NOT_STATED,
    Reading,
    entries,
    leaf,
    plain,
    stated,
    words,
)
from coordinator.domain.opinion_file import URGENCIES
from coordinator.domain.words import DiagnosisAgreement, DifferenceCause, TreatmentAgreement

UNCERTAIN: Final = ("possible",)
"""Certainties that leave a diagnosis open. "probable" is a stand, if a careful one."""

Entry = Mapping[str, Any]


def propose_diagnosis(a: Reading, b: Reading) -> DiagnosisAgreement | None:
    """How diagnosis ``b`` relates to ``a`` (§8.2); ``None`` where a code is missing and a person must pick."""
    mine, theirs = a.head, b.head
    if _named_from_differential(a, b):
        return DiagnosisAgreement.REFINED
    if mine and theirs and _class_changed(_code(mine), _code(theirs)):
        return DiagnosisAgreement.CHANGED
    if _open(a) or _open(b) or both_uncertain(a, b):
        return DiagnosisAgreement.UNDETERMINED
    if mine is None or theirs is None or not (_code(mine) and _code(theirs)):
        return None
    if _contradicted(a, b, mine, theirs) or _code(mine)[:3] != _code(theirs)[:3]:
        return DiagnosisAgreement.CHANGED
    if _code(mine) != _code(theirs) or _detail_differs(mine, theirs):
        return DiagnosisAgreement.REFINED
    return DiagnosisAgreement.CONFIRMED


def propose_treatment(a: Reading, b: Reading) -> TreatmentAgreement | None:
    """How the recommendations relate (§8.3); ``None`` where the kind of treatment or its extent was left unsaid."""
    mine, theirs = a.main, b.main
    if mine is None or theirs is None:
        return TreatmentAgreement.NOT_COMPARABLE
    if _major(a, b, mine, theirs):
        return TreatmentAgreement.MAJOR_CHANGE
    unsaid = NOT_STATED in (leaf(mine, "modality"), leaf(theirs, "modality"))
    if unsaid or _silent_on_one_side(mine, theirs, ("intent",)):
        return None
    if _minor(a, b, mine, theirs):
        return TreatmentAgreement.MINOR_CHANGE
    if _silent_on_one_side(mine, theirs, ("name", "detail")):
        return None
    return TreatmentAgreement.SAME


def propose_cause(a: Reading, b: Reading, materials: Mapping[str, str]) -> DifferenceCause | None:
    """``different_information`` where the two saw different material (§8.4); other causes are a person's to choose.

    ``materials`` gives the record type of each document id of the case. ``None`` too where one side does not say what
    it saw, or where nothing differs.
    """
    if not any(unseen(a, b, materials)) or not needs_reviewer(a, b):
        return None
    return DifferenceCause.DIFFERENT_INFORMATION


def unseen(a: Reading, b: Reading, materials: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """What the author of ``a`` did not see and ``b`` did, and the other way round; empty where one side does not say.

    Both are document ids when both sides name documents, else record types.
    """
    seen_a, seen_b = _seen(a), _seen(b)
    if not (seen_a and seen_b):
        return frozenset(), frozenset()
    if not (seen_a <= materials.keys() and seen_b <= materials.keys()):
        seen_a, seen_b = (frozenset(materials.get(m, m) for m in seen) for seen in (seen_a, seen_b))
    return seen_b - seen_a, seen_a - seen_b


def _seen(one: Reading) -> frozenset[str]:
    return frozenset([material for material in one.content.get("materials_seen") or () if stated(material)])


def needs_reviewer(a: Reading, b: Reading) -> bool:
    """False only where both give the same full code and the same treatment (interface.md, ``agreement_classified``)."""
    if a.head is None or b.head is None or not _code(a.head) or _code(a.head) != _code(b.head):
        return True
    if propose_diagnosis(a, b) is DiagnosisAgreement.CHANGED:  # one may rule the code out
        return True
    return propose_treatment(a, b) is not TreatmentAgreement.SAME


def both_uncertain(a: Reading, b: Reading) -> bool:
    """True when neither provider takes a stand on the leading diagnosis."""
    if a.head is None or b.head is None:
        return False
    return leaf(a.head, "certainty") in UNCERTAIN and leaf(b.head, "certainty") in UNCERTAIN


def irreversible_step(a: Reading, b: Reading) -> bool:
    """True when only one of the two recommends something that cannot be undone, or they disagree whether it can be."""
    if _undone_by_one_only(a, b) or _undone_by_one_only(b, a):
        return True
    told = [leaf(one.main, "reversible") for one in (a, b) if one.main is not None]
    return len(told) == 2 and NOT_STATED not in told and (told[0] == "no") != (told[1] == "no")


def _undone_by_one_only(a: Reading, b: Reading) -> bool:
    """``a`` recommends something that cannot be undone, and ``b``, whose kinds are all told, nothing of that kind."""
    final = {leaf(r, "modality") for r in a.recommendations if leaf(r, "reversible") == "no"} - {NOT_STATED}
    if not final:
        return False
    kinds = _kinds(b)
    return NOT_STATED not in kinds and not final.issubset(kinds)


def _kinds(one: Reading) -> list[str]:
    return [leaf(recommendation, "modality") for recommendation in one.recommendations]


def prompts(
    diagnosis: DiagnosisAgreement | None,
    treatment: TreatmentAgreement | None,
    cause: DifferenceCause | None,
    *,
    irreversible: bool = False,
    uncertain: bool = False,
    third_opinion: bool = False,
    third_too_late: bool = False,
) -> list[str]:
    """Codes of the neutral prompts for staff (§8.5), none of them advice.

    Once a third opinion is there only the columns are shown: what follows is the patient's to start. ``third_too_late``
    says that the decision is due before a third opinion can be had.
    """
    if third_opinion:
        return ["three_columns"]
    changed = diagnosis is DiagnosisAgreement.CHANGED
    major = changed or treatment is TreatmentAgreement.MAJOR_CHANGE
    minor = diagnosis is DiagnosisAgreement.REFINED or treatment is TreatmentAgreement.MINOR_CHANGE
    same = diagnosis is DiagnosisAgreement.CONFIRMED and treatment is TreatmentAgreement.SAME
    told = {
        "same_on_main_points": same,
        "offer_missing_items": cause is DifferenceCause.DIFFERENT_INFORMATION,
        "offer_expert_reread": cause is DifferenceCause.DIFFERENT_READING,
        "clarify_either": minor and not major,
        "clarify_both": major,
        "offer_provider_call": major,
        "third_opinion_information": major and not (changed and irreversible),
        "third_opinion_prominent": changed and irreversible,
        "ask_about_safe_waiting": major and third_too_late,
        "ask_about_board": uncertain,
    }
    return [code for code, holds in told.items() if holds]


def _code(diagnosis: Entry) -> str:
    """The ICD-10-CM code without its dot, upper case; empty when there is none."""
    code = leaf(diagnosis, "icd10cm")
    return "" if code == NOT_STATED else code.replace(".", "").upper()


def _class(code: str) -> str:
    """Malignant, in situ, benign, uncertain behaviour, or no neoplasm at all: the blocks of ICD-10-CM C00 to D49."""
    if code.startswith("C"):
        return "malignant"
    if not code.startswith("D") or code[1:2] not in tuple("01234"):
        return ""
    if code[1:2] == "0":
        return "in_situ"
    if code.startswith(("D37", "D38", "D39", "D4")):
        return "uncertain"
    return "benign"


def _class_changed(mine: str, theirs: str) -> bool:
    kinds = {_class(mine), _class(theirs)}
    return "" not in kinds and len(kinds) == 2


def _open(one: Reading) -> bool:
    """No diagnosis at all, or one that is only remembered."""
    return not one.diagnoses or one.content.get("basis_mode") == "recollection"


def _named_from_differential(a: Reading, b: Reading) -> bool:
    """``a`` leaves several possibilities of one tumor class open and ``b`` names one of them."""
    named = b.head
    if a.head is not None or named is None or leaf(named, "certainty") in ("ruled_out", *UNCERTAIN):
        return False
    members = {_code(d) for d in a.diagnoses if leaf(d, "certainty") != "ruled_out"} - {""}
    return _code(named) in members and len({_class(code) for code in members}) == 1


def _contradicted(a: Reading, b: Reading, mine: Entry, theirs: Entry) -> bool:
    """One rules out what the other holds. Two who rule out the same thing agree."""
    mine_out, theirs_out = leaf(mine, "certainty") == "ruled_out", leaf(theirs, "certainty") == "ruled_out"
    return (
        mine_out != theirs_out or (not theirs_out and _rules_out(a, theirs)) or (not mine_out and _rules_out(b, mine))
    )


def _rules_out(one: Reading, diagnosis: Entry) -> bool:
    return any(leaf(d, "certainty") == "ruled_out" and _code(d) == _code(diagnosis) for d in one.diagnoses)


def _detail_differs(mine: Entry, theirs: Entry) -> bool:
    """Laterality, stage, grade or biomarkers were changed, or added by one side (§8.2, ``refined``).

    Nothing was added when the silent side's label already has the words ("osteoarthritis of the right knee").
    """
    for key in ("laterality", "stage", "grade"):
        one, other = _detail(mine, key), _detail(theirs, key)
        if one == other:
            continue
        silent = mine if one == NOT_STATED else theirs if other == NOT_STATED else None
        spoken = other if silent is mine else one
        if silent is None or not words(spoken) <= words(leaf(silent, "label")):
            return True
    return _markers(mine) != _markers(theirs)


def _detail(diagnosis: Entry, key: str) -> str:
    value = diagnosis.get(key)
    return plain(leaf(value, "value") if isinstance(value, Mapping) else leaf(diagnosis, key))


def _markers(diagnosis: Entry) -> frozenset[tuple[str, str]]:
    return frozenset((plain(leaf(m, "name")), plain(leaf(m, "value"))) for m in entries(diagnosis, "biomarkers"))


def _major(a: Reading, b: Reading, mine: Entry, theirs: Entry) -> bool:
    return (
        _differ(mine, theirs, "modality")
        or _differ(mine, theirs, "intent")
        or _urgency_apart(mine, theirs) >= 2
        or irreversible_step(a, b)
        or _advises_against(a, b)
        or _advises_against(b, a)
    )


def _minor(a: Reading, b: Reading, mine: Entry, theirs: Entry) -> bool:
    """A different drug, dose, order or approach, one tier of urgency, or another test first."""
    return (
        _differ(mine, theirs, "name")
        or _differ(mine, theirs, "detail")
        or _urgency_apart(mine, theirs) == 1
        or _kinds(a) != _kinds(b)
    )


def _differ(mine: Entry, theirs: Entry, key: str) -> bool:
    """Both say something here, and not the same."""
    pair = (plain(leaf(mine, key)), plain(leaf(theirs, key)))
    return NOT_STATED not in pair and pair[0] != pair[1]


def _silent_on_one_side(mine: Entry, theirs: Entry, keys: tuple[str, ...]) -> bool:
    return any((leaf(mine, key) == NOT_STATED) != (leaf(theirs, key) == NOT_STATED) for key in keys)


def _urgency_apart(mine: Entry, theirs: Entry) -> int:
    """Tiers between the two urgencies; 0 where one is silent."""
    pair = (leaf(mine, "urgency"), leaf(theirs, "urgency"))
    return abs(URGENCIES.index(pair[0]) - URGENCIES.index(pair[1])) if NOT_STATED not in pair else 0


def _advises_against(a: Reading, b: Reading) -> bool:
    """``a`` names among what it advises against something that ``b`` recommends, by kind or by words of the name."""
    for warned in entries(a.content, "against"):
        named = words(leaf(warned, "name"))
        for recommended in b.recommendations:
            wanted = words(leaf(recommended, "name")) if stated(recommended.get("name")) else frozenset()
            kind = words(leaf(recommended, "modality").replace("_", " "))
            if named == kind or (wanted and (named <= wanted or wanted <= named)):
                return True
    return False
