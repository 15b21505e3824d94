"""What was changed, in words: for timelines that both sides of a matter read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

LONGEST = 1000
"""What a state_change row keeps as its reason."""


def told(changes: Iterable[tuple[Any, Any, Any]]) -> str:
    """「账期：60 → 45；合同编号：— → HT-1」 of (label, before, after); equal ones are left out."""
    parts = (
        f"{label}：{_shown(before)} → {_shown(after)}"
        for label, before, after in changes
        if _shown(before) != _shown(after)
    )
    return "；".join(parts)[:LONGEST]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    return value.isoformat() if isinstance(value, date) else str(value)
