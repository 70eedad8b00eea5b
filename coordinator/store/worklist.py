"""What lists of work share: their order, and whose cases somebody sees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, bindparam, literal_column, or_

from coordinator.store.case_tables import case as case_table
from coordinator.store.caseload import each

RANK: ColumnElement[int] = literal_column(
    "(CASE work_item.priority WHEN 'urgent' THEN 0 WHEN 'expedited' THEN 1 ELSE 2 END)", Integer
)
"""Urgent work first, as the index has it (``store/work_tables.py``)."""

Cursor = tuple[int, datetime, str]
"""The rank, due moment and id of the last row of a page."""

OWNERS = bindparam("owners", type_=ARRAY(Text))
"""Whose cases are wanted: addresses, and ``caseload.NOBODY`` for those that nobody has."""

EACH_OWNER = each("owner", OWNERS)
"""One row each: what comes behind it in a statement is read for one navigator after the other, by an index."""


def in_sight(navigators: Collection[str]) -> Any:
    """The filter of cases somebody sees: those of these navigators, and those nobody has yet."""
    return or_(case_table.c.navigator.in_(navigators), case_table.c.navigator.is_(None))
