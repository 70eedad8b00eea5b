"""What an intake says of a patient and their dates, as the case understands it."""

from __future__ import annotations

from enum import StrEnum


class Hardness(StrEnum):
    """Whether a decision deadline can move."""

    FIXED = "fixed"
    SOFT = "soft"


class InEffect(StrEnum):
    """Whether a representative's authority is in force (``domain.md`` §12)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Capacity(StrEnum):
    """Whether the patient decides alone (``domain.md`` §1.3); ``represented`` means that somebody must act for them."""

    DECIDES_ALONE = "decides_alone"
    REPRESENTED = "represented"
    UNKNOWN = "unknown"


class OptInKind(StrEnum):
    """What the patient may say yes to; without a yes it does not happen (``domain.md`` §4.1, §4.3)."""

    UNENCRYPTED_DETAIL = "unencrypted_detail"
    TEXT_MESSAGES = "text_messages"
    VOICEMAIL = "voicemail"
    SURVEY = "survey"
