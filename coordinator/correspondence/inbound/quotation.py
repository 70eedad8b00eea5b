"""What the writer of a mail said, without the mail it answers."""

from __future__ import annotations

import re

_ATTRIBUTION = re.compile(
    r"(?:on\b.{4,200}\bwrote|am\b.{4,200}\bschrieb\b.{0,120}|le\b.{4,200}\ba écrit|el\b.{4,200}\bescribió"
    r"|em\b.{4,200}\bescreveu|il\b.{4,200}\bha scritto|op\b.{4,200}\bschreef\b.{0,120}"
    r"|.{1,120}<[^<>\s]{3,200}@[^<>\s]{3,200}>\s*(?:wrote|schrieb|a écrit|escribió|escreveu))\s*:",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"\s*-{2,}\s*(?:original message|original-nachricht|ursprüngliche nachricht|message d'origine|message original"
    r"|mensaje original|mensagem original|messaggio originale|forwarded message|mensaje reenviado|message transféré"
    r"|mensagem encaminhada|weitergeleitete nachricht)\s*-{2,}\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*\*?(?:from|von|de|da|van)\s?:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(
    r"\s*\*?(?:sent|date|gesendet|datum|envoyé|date|enviado(?: el)?|fecha|enviada(?: em)?|data|inviato"
    r"|verzonden)\s?:\*?\s*\S",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"-- ?")
_SENT_FROM = re.compile(
    r"(?:sent from my|gesendet von meine[mr]|envoyé de(?:puis)? mon|enviado desde mi|enviado do meu"
    r"|get outlook for)\b.{0,60}",
    re.IGNORECASE,
)

LOOK_AHEAD = 4
"""Lines over which mail programs break the sentence above a quotation."""


def own_words(text: str) -> str:
    """The text above, between and below quotations, without signature; empty when everything is quoted."""
    lines = text.split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if _begins_the_rest(lines, number):
            break
        spread = _attribution(lines, number)
        if spread:
            number += spread
            continue
        if _SIGNATURE.fullmatch(line):
            break
        if not line.lstrip().startswith((">", "|>")) and not _SENT_FROM.fullmatch(line.strip()):
            kept.append(line.rstrip())
        number += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _begins_the_rest(lines: list[str], number: int) -> bool:
    """``-----Original Message-----``, or the head that Outlook puts above what it quotes: all below is not ours."""
    line = lines[number]
    if _CUT.fullmatch(line):
        return True
    return _FROM.match(line) is not None and any(
        _SENT.match(later) for later in lines[number + 1 : number + LOOK_AHEAD]
    )


def _attribution(lines: list[str], number: int) -> int:
    """Over how many lines the sentence ``On … wrote:`` goes; 0 when there is none here."""
    joined = ""
    for count, line in enumerate(lines[number : number + LOOK_AHEAD], start=1):
        if count > 1 and not line.strip():
            return 0
        joined = f"{joined} {line.strip().lstrip('> ')}".strip()
        if any(sign.isdigit() for sign in joined) and _ATTRIBUTION.fullmatch(joined[:500]):
            return count
    return 0
