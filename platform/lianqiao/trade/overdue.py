"""A debt is overdue when its effective due date is over and something is still owed."""

from datetime import date
from typing import Any

from .models import owed_fen


def days_overdue(asset: Any, today: date) -> int:
    """Days since the effective due date; 0 of what is not late. The same as ``is_overdue``.

    Takes an asset, or a row with kind, state, effective_due_date and the sums of ``owed_fen``.
    """
    if asset.kind != "receivable" or asset.state != "confirmed" or not owed_fen(asset) > 0:
        return 0
    return max(0, int((today - asset.effective_due_date).days))
