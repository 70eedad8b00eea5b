"""What each message and letter is for, in one sentence (``domain.md`` §5).

What it may say is in ``variables``, when it leaves and what it outlives in the playbook; ``catalogue`` puts the three
together.
"""

from __future__ import annotations

from collections.abc import Mapping

PURPOSES: Mapping[str, str] = {
    "m01-welcome": "Confirms that the request is here, says what comes next, and what to do in an emergency.",
    "m02-verify-contact": "Asks for a sign of life, so that nothing more goes to somebody else's address.",
    "m03-need-info": "Asks for the answers that the intake left open.",
    "m04-accepted": "Introduces the navigator and the way ahead.",
    "m05-not-eligible": "Says kindly that the service cannot help with this one, and offers other help.",
    "m06-sign-authorization": "Asks for the signatures without which no office may answer.",
    "m07-authorization-expiring": "Says that a signed paper ends soon, and asks for a new one.",
    "m08-upload-records": "Asks for the files that the patient holds.",
    "m09-upload-problem": "Asks again for something the patient sent that could not be used.",
    "m10-fee-approval": "Asks whether an office's fee may be paid, be refused or be questioned.",
    "m11-records-progress": "Says in three lines what came and what is still expected.",
    "m12-records-ready": "Says that the files are here and the choice of a provider is next.",
    "m13-gap-decision": "Asks how to go on without an important file that cannot be had.",
    "m14-record-delay-urgent": "Says plainly that the day the patient named is in danger, and what could save time.",
    "m15-access-rights": "Explains the right to one's own files, on the day the office is reminded of its deadline.",
    "m16-complaint-options": "Names the choices when an office did not answer in time, a complaint among them.",
    "m17-shortlist": "Asks the patient to choose who gives the second opinion.",
    "m18-booked": "Confirms the visit, with a file for the calendar.",
    "m19-preparation": "Helps to get ready: questions, what to bring, who comes along.",
    "m20-reminder-3-days": "Reminds of the visit and asks whether the patient can be there.",
    "m21-reminder-1-day": "Reminds of the visit the day before.",
    "m22-video-2-hours": "Reminds of a visit by video on its day, while there is time to ask for help with joining.",
    "m23-changed-or-cancelled": "Says that the visit moved or is off, and corrects the calendar.",
    "m24-missed-visit": "Offers a new time after a visit that did not take place, without blame.",
    "m25-after-visit": "Says when the written opinion should come, and suggests to write down what was said.",
    "m26-comparison-ready": "Says that both opinions lie side by side, and offers to go through them.",
    "m27-clarification-answer": "Says that an answer came to a question we asked for the patient.",
    "m28-third-opinion-info": "Says, without leaning either way, that a third view is possible.",
    "m29-decision-guide": "Offers a sheet that may help to think about what matters to the patient.",
    "m30-closing-survey": "Thanks, offers copies, and asks three questions.",
    "m31-withdrawal-confirm": "Confirms that the service stopped, what that means, and how to get the files.",
    "m32-unreachable": "Asks, in neutral words, for a call before the request is closed.",
    "m33-revocation-confirm": "Confirms that a paper was taken back, who is told, and what had left.",
    "m34-next-step": "Reminds of a next step or a follow-up visit.",
    "m35-follow-through": "Asks whether the next step happened.",
    "m36-please-call": "Asks for a call while the patient is looked for.",
    "m37-portal-code": "Brings the code that opens the portal, at once and in a mail of its own.",
    "m38-portal-link": "Brings a new link after the old one was used.",
    "m39-message-from-us": "Brings what somebody here wrote to this reader themselves.",
    "l01-request": "Asks an office for records on one legal basis; on basis D it is the loan of slides (L10).",
    "l02-reminder-1": "Reminds of what is still outstanding.",
    "l03-reminder-2": "Reminds again, with the proof of receipt.",
    "l04-pre-deadline": "Says before day 30 that the law's date is near, and what an answer may be.",
    "l05-overdue": "Says that the law's date has passed, with a neutral note on complaint.",
    "l06-partial-receipt": "Thanks for what came and lists only what is still missing.",
    "l07-fee-challenge": "Asks to itemise a fee that the law does not expect.",
    "l08-wrong-patient": "Tells the sender's privacy officer of somebody else's record, and asks what to do with it.",
    "l09-cancel-request": "Asks an office to stop, after a withdrawal or a revocation.",
    "l09-request-closed": "Says after a death, in words a person let go, that nothing more is asked for.",
    "l11-slide-return": "Asks borrowed slides or blocks back for their lender.",
    "l12-referral-packet": "Offers the case to a provider: the question, the index of records, by when to answer.",
    "l13-packet-update": "Tells the provider who has the packet of records that came later.",
    "l14-report-request": "Asks for the opinion in writing after the visit.",
    "l15-clarification-request": "Asks the author of an opinion what it leaves open.",
    "l15-clarification-reminder": "Repeats that question.",
    "l16-copy-to-treating": "Gives the treating side both opinions, if the patient wants that.",
    "l17-condolence": "A word to the family after a death, released by a person.",
    "l18-summary": "First page of the one fax that lists, above a desk's daily cap, what is late.",
    "l18-late-request": "A page of that fax, about one patient alone.",
}

ELSEWHERE: Mapping[str, str] = {
    "L10": "no letter of its own: `l01-request` on basis D prints the whole loan (ADR 0011).",
    "N01": "deadline alert: work item *supervisor_review*, code `n01-deadline-alert`, when the deadline is breached.",
    "N02": "stale task: work item *stage_late*, again every 5 business days.",
    "N03": "bounce: work item *address_bounced*; the address is never tried again.",
    "N04": "quarantine: work item *check_document* and the call to the sender, the same day as L08.",
    "N05": "consent revoked: the case page and M33; L09 leaves by itself, so that nobody has to act.",
    "N06": "caseload over: not built.",
    "T01": "receipt call: the first rung of the ladder *record-request*.",
    "T02": "supervisor review: its rungs *review* and *review-again*.",
}
"""Ids of the catalogue without a template of their own, and what does their work."""
