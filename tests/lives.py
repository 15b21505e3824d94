"""Documents led through random lives by the use cases, and what must hold after every step.

One life is one transaction a step: a step that is refused changes nothing. ``Life.faults``
holds what was broken, in words; a clean life has none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeAlias

from characters import WAN, World
from sqlalchemy import func, select
from sqlmodel import Session

from lianqiao.shared import audit
from lianqiao.shared.actor import Actor
from lianqiao.shared.clock import local_date
from lianqiao.shared.database import Database
from lianqiao.shared.errors import Refusal
from lianqiao.shared.ids import new_id
from lianqiao.shared.tables import columns
from lianqiao.shared.transitions import history
from lianqiao.trade.claims import claim_asset, release_claim
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.credit_note_rules import NewCreditNote
from lianqiao.trade.deliver_order import deliver_order
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.enter_credit_note import enter_credit_note
from lianqiao.trade.enter_order import enter_order
from lianqiao.trade.enter_receivable import enter_receivable
from lianqiao.trade.inspect_orders import INVARIANTS as ORDERS
from lianqiao.trade.models import (
    ASSET_STATES,
    WHOLE_SHARE,
    Asset,
    AssetClaim,
    AssetPayment,
    CreditNote,
)
from lianqiao.trade.papers import NewOrder, NewReceivable, Terms
from lianqiao.trade.record_payment import NewPayment, record_payment
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.send_back_confirmation import send_back_confirmation
from lianqiao.trade.settle_asset import settle_asset
from lianqiao.trade.states import ASSET
from lianqiao.trade.take_back_payment import take_back_payment
from lianqiao.trade.withdraw_asset import withdraw_asset

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = local_date(NOW)
SECRET = "lives only"
LARGE = 600 * WAN  # above the amount from which two persons confirm
BANKS = ("bank", "bank2")
COLLEAGUES = {"supplier": "supplier2", "core": "core2"}  # users that are there
Step: TypeAlias = Callable[["Life", Session, Random], Any]


@dataclass
class Life:
    """A document, what bills it if it is an order, and the claims that were made on them."""

    world: World
    seed: int
    assets: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    refused: int = 0
    faults: list[str] = field(default_factory=list)

    def anybody(self, rng: Random) -> Actor:
        """Somebody of one of the two sides; a colleague of each among them."""
        name = rng.choice(("supplier", "core"))
        actor = self.world.actor(name)
        if rng.random() < 0.5:
            return actor
        return replace(actor, user_id=self.world.users[COLLEAGUES[name]], name=f"{name}的同事")

    def debtor(self, rng: Random) -> Actor:
        """Somebody of the debtor, most of the time."""
        actor = self.anybody(rng)
        core = self.world.actor("core")
        return replace(core, user_id=actor.user_id) if rng.random() < 0.9 else actor


def lead(database: Database, world: World, seed: int, steps: int = 14) -> Life:
    """Lead one document through random steps; the same seed leads the same life."""
    life, rng = Life(world, seed), Random(seed)
    _try(database, life, _enter, rng)
    for _number in range(steps):
        _try(database, life, rng.choices(STEPS, WEIGHTS)[0], rng)
        if life.faults:
            break
    with database.reading() as session:
        life.faults += [fault for _name, ask in ORDERS for fault in ask(session)]
    return life


def _try(database: Database, life: Life, step: Step, rng: Random) -> None:
    """Take a step in a transaction of its own, as a request does, and look at what stands."""
    known = len(life.assets), len(life.claims)
    with database.writing() as session:
        try:
            step(life, session, rng)
            session.flush()
            life.taken.append(step.__name__)
        except Refusal:
            audit.drop_pending(session)
            session.rollback()
            life.refused += 1
            del life.assets[known[0] :], life.claims[known[1] :]
    with database.reading() as session:
        life.faults += [f"{step.__name__}: {fault}" for fault in look(session, life.assets)]


def look(session: Session, assets: list[str]) -> Iterator[str]:
    """What does not hold of these documents."""
    for asset_id in assets:
        asset = session.get(Asset, asset_id)
        if asset is not None:
            yield from _sums(session, asset)
            yield from _steps(session, asset)


def _sums(session: Session, asset: Asset) -> Iterator[str]:
    paid = _total(session, AssetPayment, asset, columns(AssetPayment).taken_back.is_(False))
    notes = _total(session, CreditNote, asset)
    claim = columns(AssetClaim)
    live = session.execute(
        select(func.coalesce(func.sum(claim.principal_fen), 0), func.count()).where(
            claim.asset_id == asset.id, claim.live
        )
    ).one()
    wants = (
        ("paid", asset.paid_fen, paid),
        ("occupied", asset.occupied_fen, int(live[0])),
        ("credited", asset.credited_fen, notes if asset.confirmed_at else 0),
    )
    for name, kept, told in wants:
        if kept != told:
            yield f"{name}: {kept} on the document, {told} in its rows"
    if asset.occupied_fen > asset.confirmed_fen - asset.credited_fen:
        yield "more is occupied than was confirmed"
    if asset.paid_fen > asset.confirmed_fen - asset.credited_fen:
        yield "more is paid than was confirmed"
    if not 0 <= asset.occupied_share <= WHOLE_SHARE or bool(live[1]) != bool(asset.occupied_share):
        yield f"share {asset.occupied_share} with {live[1]} claims"


def _total(session: Session, model: Any, asset: Asset, *where: Any) -> int:
    row = columns(model)
    query = select(func.coalesce(func.sum(row.amount_fen), 0))
    return int(session.execute(query.where(row.asset_id == asset.id, *where)).scalar_one())


def _steps(session: Session, asset: Asset) -> Iterator[str]:
    state = ""
    if asset.state not in ASSET_STATES:
        yield f"state {asset.state} is not declared"
    for step in history(session, asset.id):
        declared = step.event == "enter" or ASSET.steps.get((step.from_state, step.event))
        if step.from_state != state:
            yield f"{step.event} starts from {step.from_state!r}, not from {state!r}"
        if declared is not True and declared != step.to_state:
            yield f"{step.event} from {step.from_state} leads to {step.to_state}"
        state = step.to_state
    if state != asset.state:
        yield f"the last step leads to {state}, the document is {asset.state}"


def _terms(rng: Random) -> Terms:
    amount = rng.choice((rng.randrange(1, 90) * WAN, rng.randrange(1, 10**8), LARGE))
    issued = TODAY - timedelta(days=rng.randrange(40))
    return Terms(
        amount, issued, TODAY + timedelta(days=rng.randrange(1, 200)), issued + timedelta(days=1)
    )


def _ends(world: World) -> tuple[str, str]:
    return world.org("supplier"), world.org("core")


def _enter(life: Life, session: Session, rng: Random) -> None:
    number, terms, who = f"L{life.seed}", _terms(rng), life.anybody(rng)
    splittable, words = rng.random() < 0.5, "另一批货"
    if rng.random() < 0.35:
        order = NewOrder(*_ends(life.world), number, terms, "seller", splittable, words)
        asset = enter_order(session, who, order, NOW, TODAY, secret=SECRET)
    else:
        new = NewReceivable(
            *_ends(life.world), number, terms, splittable=splittable, near_reason=words
        )
        asset = enter_receivable(session, who, new, NOW, TODAY, secret=SECRET)
    life.assets.append(asset.id)


def _bill(life: Life, session: Session, rng: Random) -> None:
    """The order's goods are invoiced, once or in parts."""
    new = NewReceivable(
        *_ends(life.world),
        f"B{life.seed}-{len(life.assets)}",
        _terms(rng),
        splittable=rng.random() < 0.5,
        near_reason="另一批货",
        order_id=_first(life),
    )
    who = life.anybody(rng)
    life.assets.append(enter_receivable(session, who, new, NOW, TODAY, secret=SECRET).id)


def _part(rng: Random, whole: int) -> int:
    """A part that may be the whole, or a fen too much, and is above zero."""
    return max(1, rng.choice((whole, whole + 1, whole // 2, rng.randrange(1, max(2, whole)))))


def _confirm(life: Life, session: Session, rng: Random) -> None:
    asset = _one(life, session, rng)
    more: dict[str, Any] = {}
    if rng.random() < 0.5:
        more = {"amount_fen": _part(rng, asset.amount_fen), "reason": "其余未收货"}
    if rng.random() < 0.3:
        more |= {"due_date": TODAY + timedelta(days=rng.randrange(-20, 250)), "reason": "按合同"}
    confirm_asset(session, life.debtor(rng), asset.id, NOW, TODAY, **more)


def _send_back(life: Life, session: Session, rng: Random) -> None:
    send_back_confirmation(session, life.debtor(rng), _id(life, rng), "金额不对", NOW)


def _dispute(life: Life, session: Session, rng: Random) -> None:
    dispute_asset(session, life.debtor(rng), _id(life, rng), "没有收到货", NOW)


def _resubmit(life: Life, session: Session, rng: Random) -> None:
    terms = _terms(rng) if rng.random() < 0.5 else None
    resubmit_asset(
        session,
        life.anybody(rng),
        _id(life, rng),
        "已更正",
        NOW,
        TODAY,
        terms=terms,
        near_reason="另一批货",
        secret=SECRET,
    )


def _withdraw(life: Life, session: Session, rng: Random) -> None:
    withdraw_asset(session, life.anybody(rng), _id(life, rng), NOW)


def _credit(life: Life, session: Session, rng: Random) -> None:
    asset = _one(life, session, rng)
    number = f"R{life.seed}-{rng.randrange(6)}"
    new = NewCreditNote(number, asset.issue_date, _part(rng, asset.amount_fen // 3), "退货")
    enter_credit_note(session, life.anybody(rng), asset.id, new, NOW, TODAY)


def _pay(life: Life, session: Session, rng: Random) -> None:
    asset = _one(life, session, rng)
    whole = asset.confirmed_fen - asset.credited_fen - asset.paid_fen
    amount = None if rng.random() < 0.3 else _part(rng, max(1, whole))
    paid_on = rng.choice((TODAY, asset.issue_date, date(2020, 1, 1)))
    record_payment(session, life.anybody(rng), asset.id, NewPayment(paid_on, amount), NOW, TODAY)


def _take_back(life: Life, session: Session, rng: Random) -> None:
    asset_id, row = _id(life, rng), columns(AssetPayment)
    known = session.execute(select(row.id).where(row.asset_id == asset_id)).scalars().all()
    payment = rng.choice(sorted(known)) if known else new_id()
    take_back_payment(session, life.anybody(rng), asset_id, payment, "记错了", NOW)


def _settle(life: Life, session: Session, rng: Random) -> None:
    settle_asset(session, life.anybody(rng), _id(life, rng), TODAY, NOW, TODAY)


def _deliver(life: Life, session: Session, rng: Random) -> None:
    deliver_order(session, life.anybody(rng), _first(life), NOW)


def _claim(life: Life, session: Session, rng: Random) -> None:
    asset, bank = _one(life, session, rng), life.world.org(rng.choice(BANKS))
    pair = max(1, asset.confirmed_fen * rng.choice((7, 8, 10)) // 10)
    principal = pair if not asset.splittable else min(pair, _part(rng, pair))
    application = new_id()
    claim_asset(session, asset.id, bank, application, principal, pair, NOW)
    audit.record(session, life.world.actor("bank"), "claim", asset.id, NOW)
    life.claims.append(application)


def _release(life: Life, session: Session, rng: Random) -> None:
    application = rng.choice(life.claims) if life.claims else new_id()
    if release_claim(session, application, NOW):
        audit.record(session, life.world.actor("bank"), "release", application, NOW)


def _id(life: Life, rng: Random) -> str:
    return rng.choice(life.assets) if life.assets else new_id()


def _first(life: Life) -> str:
    return life.assets[0] if life.assets else new_id()


def _one(life: Life, session: Session, rng: Random) -> Asset:
    asset = session.get(Asset, _id(life, rng))
    if asset is None:
        raise Refusal("nothing was entered")
    return asset


STEPS: tuple[Step, ...] = (
    _bill,
    _confirm,
    _send_back,
    _dispute,
    _resubmit,
    _withdraw,
    _credit,
    _pay,
    _take_back,
    _settle,
    _deliver,
    _claim,
    _release,
)
WEIGHTS = (5, 12, 2, 3, 5, 2, 4, 7, 3, 2, 6, 12, 5)
