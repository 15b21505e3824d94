"""The part of a case's page about the public register, for the bank alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from ..shared.actor import Actor
from ..trade.models import Asset
from .arrangements import MEANS, NAMES
from .case import Case
from .forms_register import RESULTS, PriorForm
from .models import AssignmentNotice
from .queries_register import find_claimed_asset, find_notice
from .register_standing import Standing, look_at_standing

FROM_ACCEPTANCE = ("accepted", "registered", "drawn")


@dataclass(frozen=True, slots=True)
class RegisterSection:
    """What the bank knows from the register, and the notice to the debtor.

    ``moved_to`` is the receivable that took an order's financing over.
    """

    standing: Standing
    notice: AssignmentNotice | None
    moved_to: Asset | None
    can_look: bool
    can_add_prior: bool
    can_notify: bool
    prior_form: PriorForm
    arrangement_names: Mapping[str, Any]
    results: Mapping[str, Any]


def register_section(
    session: Session, actor: Actor, case: Case, failed: Mapping[str, Any]
) -> RegisterSection | None:
    """The section from acceptance on; None before, after a calling off, and for a firm."""
    shown = case.live_quote
    state = case.application.state
    if actor.kind != "bank" or state not in FROM_ACCEPTANCE or shown is None:
        return None
    standing = look_at_standing(session, case.application, shown.quote, case.parties.bank)
    asset = find_claimed_asset(session, case.application.id)
    notice = find_notice(session, case.application.id)
    clerk = actor.has("clerk") and asset is not None
    found = bool(standing.looks) and standing.looks[0].result == "found"
    has_debtor = asset is not None and asset.debtor_id != case.application.borrower_id
    return RegisterSection(
        standing=standing,
        notice=notice,
        moved_to=asset if asset is not None and asset.id != case.asset.id else None,
        can_look=clerk,
        can_add_prior=clerk and found,
        can_notify=clerk and notice is None and has_debtor,
        prior_form=failed.get("prior") or PriorForm(formdata=None),
        arrangement_names=NAMES,
        results=RESULTS,
    )


__all__ = ["MEANS", "NAMES", "RegisterSection", "register_section"]
