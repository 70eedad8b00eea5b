"""Messages, letters and calls in words for the desk: what each is called, by whom and how it travels, and how it went.

Every name and reason that the program can write down has a sentence here; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordinator.correspondence.purposes import PURPOSES
from coordinator.services.desk.work_words import ASKED

TITLES: Mapping[str, str] = {
    "m01": "Welcome",
    "m02": "Please confirm your address",
    "m03": "Questions the intake left open",
    "m04": "Your case is accepted",
    "m05": "We cannot help with this one",
    "m06": "Please sign",
    "m07": "A signed paper ends soon",
    "m08": "Please send us your files",
    "m09": "A file could not be used",
    "m10": "May a fee be paid?",
    "m11": "How the records are coming along",
    "m12": "The records are here",
    "m13": "An important file cannot be had",
    "m14": "The day you named is in danger",
    "m15": "Your right to your files",
    "m16": "What you can do when an office does not answer",
    "m17": "Choose who gives the second opinion",
    "m18": "Your visit is booked",
    "m19": "Getting ready for the visit",
    "m20": "Reminder three days before the visit",
    "m21": "Reminder the day before the visit",
    "m22": "Reminder two hours before a video visit",
    "m23": "The visit moved or is off",
    "m24": "We missed you: a new time",
    "m25": "After the visit",
    "m26": "Both opinions lie side by side",
    "m27": "An answer came to a question of ours",
    "m28": "A third view is possible",
    "m29": "A sheet to think about the choice",
    "m30": "Closing survey",
    "m31": "We stopped, as you asked",
    "m32": "Please call us before we close",
    "m33": "A paper was taken back",
    "m34": "Reminder of a next step",
    "m35": "Did the next step happen?",
    "m36": "Please call us",
    "m37": "A code for the portal",
    "m38": "A new link to the portal",
    "m39": "A message from us",
    "l01": "Request for records",
    "l02": "First reminder to the office",
    "l03": "Second reminder to the office",
    "l04": "Letter before the legal date",
    "l05": "Letter after the legal date",
    "l06": "What is still missing",
    "l07": "Question about a fee",
    "l08": "Somebody else's record came to us",
    "l09": "Please stop",
    "l11": "Slides and blocks are due back",
    "l12": "Referral with the packet",
    "l13": "Later records for the packet",
    "l14": "Please write the opinion down",
    "l15": "Question back to an author",
    "l16": "Copy for the treating doctor",
    "l17": "Condolence",
    "l18": "Summary of what is late",
}
"""By what stands before the first dash of a name; the rest of a name says the same in fewer words."""

CALLS: Mapping[str, str] = {
    "t01": "Call: did the letter arrive?",
    "t02": "A supervisor looks at the request",
    "t03": "Call: we look for the patient",
    "t04": "Call: will you come to the visit?",
    "t05": "Call about the visit",
    "t06": "Call: the estimate of the cost",
    "t07": "Call: the insurer's approval",
    "t08": "Call: the appeal",
    "t09": "Call: a new time for the visit",
}

READERS: Mapping[str, str] = {
    "patient": "the patient",
    "representative": "the representative",
    "companion": "a contact",
    "desk": "the records office",
    "privacy_officer": "the privacy officer",
    "provider": "the provider's office",
    "treating": "the treating side",
    "navigator": "the navigator",
}

CHANNELS: Mapping[str, str] = {
    "email": "by e-mail",
    "secure_email": "by secure e-mail",
    "fax": "by fax",
    "print": "by post",
    "office_portal": "through the office's portal",
    "call": "by telephone",
}

STATES: Mapping[str, str] = {
    "made": "is on its way out",
    "sent": "left",
    "queued": "waits in the print queue",
    "handed_over": "waits to be copied into the office's portal",
    "mailed": "was posted",
    "uncertain": "may have left: the connection broke at the last moment, and a person finds out",
    "failed": "did not arrive: it was refused",
    "withheld": "was held back before it left",
    "withdrawn": "was taken out of the print queue",
}
"""How far a communication came."""

PROOFS: Mapping[str, str] = {
    "fax_confirmed": "the fax service confirmed every page",
    "fax_failed": "the fax service could not deliver it",
}

REASONS: Mapping[str, str] = {
    "window": "it waits for the hours in which its reader is written to",
    "budget": "its reader has had enough messages for these days",
    "distance": "letters about one patient to one desk keep their distance",
    "order": "an earlier one for the same reader leaves first",
    "breaker": "the mail relay does not answer",
    "paused": "outbound is paused",
    "needs_approval": "a person must let it go",
    "promised_date_ahead": "the office named a date that lies ahead",
    "reply_unread": "an answer of its reader waits to be read",
    "ball_with_us": "its reader waits for us",
    "extension": "the office has more time by law",
    "satisfied": "what it asks for is done",
    "absorbed": "another one of these days says the same",
    "superseded": "something newer took its place",
    "missed": "its time passed while the program was down",
    "stale": "it came too late to make sense",
    "stopped_closed": "the case is closed",
    "stopped_withdrawn": "the patient withdrew",
    "stopped_deceased": "the patient died",
    "stopped_revoked": "the paper it rests on was taken back",
    "stopped_on_hold": "the case is on hold",
    "no_channel": "there is no address it may go to",
    "opted_out": "its reader asked for no more messages there",
    "bounced": "the address does not work",
    "no_template_language": "nobody wrote it in its reader's language yet",
    "not_deliverable_yet": "what it needs is not there yet, such as a signature or a secured way out",
    "cancel_window": "it can still be cancelled for some minutes",
    "weekly_summary": "it goes into the office's weekly summary",
    "cancelled": "somebody cancelled it",
    "withheld": "a person did not let it go",
    "safe_mode": "this is a rehearsal: only listed addresses are written to",
    "volume": "too many of its kind left within an hour; a supervisor looks",
    "fax_failed": "the fax did not go through; another try follows",
    "refused": "the relay refused it",
    "process_died": "the program stopped over it three times",
    "unwritable": "it cannot be written truthfully from what is known",
    "playbook_changed": "the playbook that the case follows now has it no more",
    "wrong_fact": "the fact behind it was corrected",
}
"""Why something waits or did not leave. What is not here is shown with its own words."""

WAYS_ON: Mapping[str, str] = {
    "no_channel": "Add an address, or call.",
    "opted_out": "Call, or write by post.",
    "bounced": "Ask for another address.",
    "no_template_language": "Call with an interpreter.",
    "needs_approval": "Read it, and let it go or not.",
    "paused": "A supervisor resumes it under Operations.",
    "reply_unread": "Read the answer first.",
    "unwritable": "See what is missing in the case, then try it again.",
    "refused": "Check the address, then try it again.",
}
"""What a person may do about it."""


def title_of(name: str) -> str:
    """What a message, letter, call or work item is called."""
    stem = name.partition("-")[0]
    if stem in TITLES:
        return TITLES[stem]
    if stem in CALLS:
        return CALLS[stem]
    kind = next((kind for kind in ASKED if kind.value == name), None)
    return ASKED[kind].title if kind is not None else name.replace("_", " ").replace("-", " ").replace("/", ", ")


def titles_of(names: Sequence[str]) -> str:
    """Several that went as one."""
    return " + ".join(title_of(name) for name in names)


def purpose_of(name: str) -> str:
    """What it is for, in a sentence; empty where nobody wrote one."""
    return PURPOSES.get(name, "")


def reader_words(role: str | None) -> str:
    """``the patient``, ``the records office``."""
    return READERS.get(role or "", (role or "").replace("_", " "))


def channel_words(channel: str | None) -> str:
    """``by e-mail``, ``by fax``."""
    return CHANNELS.get(channel or "", "")


def reason_words(reason: str | None) -> str:
    """Why it waits or did not leave, as the end of a sentence."""
    return REASONS.get(reason or "", (reason or "").replace("_", " "))


def way_on(reason: str | None) -> str:
    """What a person may do about it; empty where there is nothing."""
    return WAYS_ON.get(reason or "", "")
