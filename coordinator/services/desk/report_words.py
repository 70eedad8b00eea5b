"""What reports call channels, statuses, reasons and classes."""

from __future__ import annotations

from coordinator.domain.words import Channel, Department, DiagnosisAgreement, DifferenceCause, TreatmentAgreement

CHANNELS = {
    Channel.EMAIL.value: "E-mail",
    Channel.SECURE_EMAIL.value: "Secure e-mail",
    Channel.FAX.value: "Fax",
    Channel.PRINT.value: "Post",
    Channel.OFFICE_PORTAL.value: "The office's portal",
    Channel.CALL.value: "Call",
}
STATUSES = {
    "sent": "Taken by the other side",
    "queued": "Made, not yet posted",
    "handed_over": "Handed over",
    "mailed": "Posted",
    "uncertain": "Uncertain, a person looks",
    "failed": "Failed",
    "withheld": "Withheld",
    "bounced": "Came back",
    "released": "On its way",
}
REASONS = {
    "satisfied": "It was answered already",
    "absorbed": "Another letter had just asked the same",
    "superseded": "Something newer took its place",
    "missed": "Its time passed while the service was down",
    "stale": "It waited until it made no sense any more",
    "stopped_closed": "The case was closed",
    "stopped_withdrawn": "The patient had withdrawn",
    "stopped_deceased": "The patient had died",
    "stopped_revoked": "The permission was taken back",
    "stopped_on_hold": "The case was on hold",
    "no_channel": "There was no way to reach the person",
    "opted_out": "The person does not want messages there",
    "bounced": "The address does not work",
    "no_template_language": "There is no text in the person's language",
    "withheld": "A person held it back",
    "fax_failed": "The fax did not go through",
    "promised_date_ahead": "The office named a day ahead",
    "reply_unread": "A reply waited to be read",
    "budget": "The person had enough messages",
}
DEPARTMENTS = {one.value: one.value.replace("_", " ") for one in Department}

CLASSES = (
    (
        "Diagnosis",
        {
            DiagnosisAgreement.CONFIRMED.value: "Confirmed",
            DiagnosisAgreement.REFINED.value: "Refined",
            DiagnosisAgreement.CHANGED.value: "Changed",
            DiagnosisAgreement.UNDETERMINED.value: "Undetermined",
            "": "Not classified",
        },
    ),
    (
        "Treatment",
        {
            TreatmentAgreement.SAME.value: "The same",
            TreatmentAgreement.MINOR_CHANGE.value: "Small change",
            TreatmentAgreement.MAJOR_CHANGE.value: "Large change",
            TreatmentAgreement.NOT_COMPARABLE.value: "Not comparable",
            "": "Not classified",
        },
    ),
    (
        "Why they differ",
        {
            DifferenceCause.DIFFERENT_INFORMATION.value: "Different information",
            DifferenceCause.DIFFERENT_READING.value: "Different reading",
            DifferenceCause.DIFFERENT_JUDGEMENT.value: "Different judgement",
            "": "Not classified, or no difference",
        },
    ),
)
"""What two opinions are compared in, and its classes (``domain.md`` §8.2–8.4)."""
