"""The demo's confirmations: two persons above an amount, credit notes, a dispute with its paper.

The documents are the scene's own: nothing else in the demo is asked to be financed on them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from ..shared.actor import Actor
from ..trade.confirm_asset import confirm_asset
from ..trade.credit_note_rules import NewCreditNote
from ..trade.dispute_with_paper import dispute_with_paper
from ..trade.enter_credit_note import enter_credit_note
from ..trade.enter_receivable import enter_receivable
from ..trade.papers import NewReceivable, Terms
from ..trade.send_back_confirmation import send_back_confirmation
from ..vault.upload_document import NewDocument
from .paper import pdf
from .stage import Stage

FIRST_NUMBER = 910_000_000_000_000  # of invoices: far from those of the market
NOTE_NUMBER = 920_000_000_000_000  # of red-letter invoices
NOT_ALL = "其余货物还在验收，验收后再确权"
SHORT = "第二批少到 12 箱，附收货记录"
Play = Callable[[Stage, str, date], None]


@dataclass(frozen=True)
class Scene:
    """A receivable that its creditor enters, and what is done about it a day later."""

    creditor: str
    debtor: str
    amount_fen: int
    entered: int
    due: int
    play: Play


def confirm(
    stage: Stage, who: Actor, asset_id: str, day: date, amount_fen: int | None = None
) -> None:
    """A firm confirms, above an amount by two of its people."""
    first = who if who.user_id else replace(who, user_id="demo-first")
    reason = NOT_ALL if amount_fen is not None else ""
    state = _confirm(stage, first, asset_id, day, amount_fen, reason)
    if state == "confirming":
        _confirm(stage, replace(first, user_id="demo-second"), asset_id, day)


def _confirm(
    stage: Stage,
    who: Actor,
    asset_id: str,
    day: date,
    amount_fen: int | None = None,
    reason: str = "",
) -> str:
    now = stage.moment(day)
    return confirm_asset(
        stage.session, who, asset_id, now, day, amount_fen=amount_fen, reason=reason
    ).state


def confirm_in_twos(stage: Stage) -> None:
    """Put the scenes on the timeline."""
    for number, scene in enumerate(SCENES):
        stage.at(stage.day(scene.entered), partial(_enter, stage, number, scene))


def _enter(stage: Stage, number: int, scene: Scene, day: date) -> None:
    issued = day - timedelta(days=3)
    terms = Terms(scene.amount_fen, issued, stage.day(scene.due), issued)
    invoice = f"{issued:%y}341{FIRST_NUMBER + number}"
    new = NewReceivable(stage.ids[scene.creditor], stage.ids[scene.debtor], invoice, terms)
    by, now = stage.firm(scene.creditor), stage.moment(day)
    asset = enter_receivable(stage.session, by, new, now, day, secret=stage.secret)
    stage.at(day + timedelta(days=1), partial(scene.play, stage, asset.id))


def _one_has_confirmed(stage: Stage, asset_id: str, day: date) -> None:
    """The clerk has confirmed, an approver is awaited."""
    _confirm(stage, stage.people["core-clerk"], asset_id, day)


def _both_have_confirmed(stage: Stage, asset_id: str, day: date) -> None:
    for who in ("core-clerk", "core-approver"):
        _confirm(stage, stage.people[who], asset_id, day)


def _nobody_else_is_there(stage: Stage, asset_id: str, day: date) -> None:
    """The only person of the firm has confirmed: a colleague must be invited."""
    _confirm(stage, stage.people["core2"], asset_id, day)


def _goes_back(stage: Stage, asset_id: str, day: date) -> None:
    _confirm(stage, stage.people["core-clerk"], asset_id, day, 640_000_000, NOT_ALL)
    approver, now = stage.people["core-approver"], stage.moment(day)
    reason = "验收单今天已经补齐，请按全额重新初审"
    send_back_confirmation(stage.session, approver, asset_id, reason, now)


def _credited_afterwards(stage: Stage, asset_id: str, day: date) -> None:
    confirm(stage, stage.people["core"], asset_id, day)
    _credit(stage, "supplier", asset_id, 2_650_000, "退回不合格品 5 箱", day)


def _credited_before(stage: Stage, asset_id: str, day: date) -> None:
    _credit(stage, "supplier2", asset_id, 1_200_000, "按合同给予数量折让", day)


def _credit(stage: Stage, who: str, asset_id: str, amount_fen: int, reason: str, day: date) -> None:
    note = NewCreditNote(f"{day:%y}341{NOTE_NUMBER + amount_fen}", day, amount_fen, reason)
    enter_credit_note(stage.session, stage.firm(who), asset_id, note, stage.moment(day), day)


def _disputed_in_part(stage: Stage, asset_id: str, day: date) -> None:
    name = "收货记录（第二批）"
    lines = ["应到 120 箱，实到 108 箱", "收货人：演示仓库"]
    paper = NewDocument("dispute", name, f"{name}.pdf", pdf(name, lines))
    who, now = stage.people["core-approver"], stage.moment(day)
    dispute_with_paper(stage.session, who, asset_id, SHORT, now, 24_120_000, paper)


SCENES = (
    Scene("supplier", "core", 680_000_000, -4, 85, _one_has_confirmed),
    Scene("supplier", "core", 582_000_000, -9, 70, _both_have_confirmed),
    Scene("supplier", "core", 735_000_000, -6, 78, _goes_back),
    Scene("supplier2", "core2", 560_000_000, -3, 66, _nobody_else_is_there),
    Scene("supplier", "core", 31_500_000, -12, 58, _credited_afterwards),
    Scene("supplier2", "core2", 18_400_000, -5, 49, _credited_before),
    Scene("supplier", "core", 26_800_000, -7, 63, _disputed_in_part),
)
