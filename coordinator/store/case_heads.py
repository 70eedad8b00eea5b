"""Cases of which only the journal grows: that a mail left changes nothing else, so nothing else is read or written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class

from coordinator.domain.case import Case

_LOCK = """
SELECT id, seq, head_mac, wake_at, playbook_version FROM "case" WHERE id = ANY (%(ids)s::uuid[])
ORDER BY id FOR NO KEY UPDATE
"""
_KEEP = """
UPDATE "case" SET seq = head.seq, head_mac = head.mac, wake_at = head.wake_at
FROM unnest(%(ids)s::uuid[], %(seqs)s::bigint[], %(macs)s::text[], %(wakes)s::timestamptz[])
    AS head (id, seq, mac, wake_at)
WHERE "case".id = head.id
"""


def lock_heads(session: Session, ids: Sequence[str]) -> list[Case]:
    """These cases, locked in one order, with the end of their journals; to touch anything else of them raises.

    They belong to no session: ``keep_heads`` writes what was noted, once the journal has it.
    """
    found: list[Case] = []
    for row in session.connection().exec_driver_sql(_LOCK, {"ids": list(ids)}):
        case: Any = manager_of_class(Case).new_instance()
        instance_dict(case).update(row._mapping)
        instance_state(case).key = (Case, (row.id,), None)
        case.begin_noting()
        found.append(case)
    return found


def keep_heads(session: Session, cases: Collection[Case]) -> None:
    """Where their journals end now, and when they want to be looked at."""
    values = {
        "ids": [case.id for case in cases],
        "seqs": [case.seq for case in cases],
        "macs": [case.head_mac for case in cases],
        "wakes": [case.wake_at for case in cases],
    }
    session.connection().exec_driver_sql(_KEEP, values)
