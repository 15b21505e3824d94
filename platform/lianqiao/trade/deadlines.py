"""Until when the viewer's firm answers by law, for many documents in a few queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.clock import local_date
from . import rules
from .asset_page import find_figure
from .queries import sizes_towards


def deadlines_of(
    session: Session, actor: Actor, rows: Sequence[Any], today: date
) -> dict[str, date | None]:
    """By asset: the last day of the statutory answer, None where it is a courtesy.

    ``rows`` carry id, kind, partner_id and entered_at, as ``to_confirm_query`` selects them.
    """
    figure = find_figure(session, "confirm.reply", today)
    days = figure.number if figure else None
    partners = sorted({row.partner_id for row in rows})
    sizes = sizes_towards(session, actor.organisation, partners) if partners else {}
    answers: dict[str, date | None] = {}
    for row in rows:
        creditor, debtor = sizes[row.partner_id]
        applies = row.kind == "receivable" and row.entered_at is not None
        answers[row.id] = (
            rules.answer_by(local_date(row.entered_at), days, debtor, creditor) if applies else None
        )
    return answers
