"""The queries that hold the invariants against the database, in one snapshot.

Each check returns its violations in words; a check that cannot be asked is a violation too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, SQLModel

from .accounts import states as accounts_states
from .accounts.models import Organisation
from .financing import inspect_guarantees
from .financing import states as financing_states
from .financing.models import Application, Quote, Registration
from .loans import states as loans_states
from .loans.models import Alert, Instalment, Loan, LoanMovement, Renewal
from .oversight import states as oversight_states
from .oversight.models import RiskFinding
from .products import states as products_states
from .products.models import CreditLimit, Product
from .registry import states as registry_states
from .registry.checks import links_are_not_doubled, merged_firms_are_left_alone
from .registry.models import DishonestyListing, ScorecardFact, TradeLink
from .shared.audit import ChainReport, inspect_chain
from .shared.database import Database
from .shared.models import AuditEntry, Outbox, StateChange
from .shared.outbox import MAX_ATTEMPTS
from .shared.tables import columns
from .shared.transitions import Machine
from .trade import inspect_confirmations, inspect_orders, inspect_payments, inspect_set_offs
from .trade import states as trade_states
from .trade.models import WHOLE_SHARE, Asset, AssetClaim, SetOff
from .vault import states as vault_states
from .vault.inspect import contents_equal_documents, replaced_documents_have_successors
from .vault.models import VaultDocument

MOST_SHOWN = 20
HOLDING = ("accepted", "registered", "drawn")
Check = Callable[[Session], Iterator[str]]


@dataclass(frozen=True)
class Finding:
    """One invariant: its name, and what breaks it (the first few)."""

    name: str
    violations: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing breaks it."""
        return not self.violations


@dataclass(frozen=True)
class Report:
    """What was found; ``chain`` is the walk over the audit chain, None where it could not be."""

    findings: tuple[Finding, ...]
    chain: ChainReport | None
    audit_rows: int

    @property
    def ok(self) -> bool:
        """Whether every invariant and the chain hold."""
        return all(finding.ok for finding in self.findings)

    def as_data(self) -> dict[str, Any]:
        """The object that the command prints."""
        chain = self.chain
        return {
            "ok": self.ok,
            "invariants": [
                {"name": f.name, "ok": f.ok, "violations": list(f.violations)}
                for f in self.findings
            ],
            "audit": {
                "rows": self.audit_rows,
                "head": chain.head if chain else "",
                "ok": bool(chain and chain.ok),
            },
        }


def verify_database(database: Database) -> Report:
    """Ask every invariant inside one read-only snapshot."""
    with database.open(write=False) as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        findings = [_ask(session, name, check) for name, check in INVARIANTS]
        chain, fault = _walk(session)
        faults = chain.faults if chain else (fault,)
        findings.append(Finding("audit_chain", tuple(faults)))
        return Report(tuple(findings), chain, chain.rows if chain else _audit_rows(session))


def _ask(session: Session, name: str, check: Check) -> Finding:
    try:
        with session.begin_nested():
            found = list(islice(check(session), MOST_SHOWN))
    except Exception as error:  # a damaged row must not hide the other findings
        found = [_cannot(error)]
    return Finding(name, tuple(found))


def _walk(session: Session) -> tuple[ChainReport | None, str]:
    try:
        with session.begin_nested():
            return inspect_chain(session), ""
    except Exception as error:
        return None, _cannot(error)


def _audit_rows(session: Session) -> int:
    try:
        query = select(func.count()).select_from(AuditEntry)
        return int(session.execute(query).scalar_one())
    except Exception:
        return 0


def _cannot(error: Exception) -> str:
    first = (str(error).splitlines() or [""])[0]
    return f"cannot be asked: {type(error).__name__}: {first}"[:300]


def limits_have_room(session: Session) -> Iterator[str]:
    """used + reserved ≤ ceiling, none below zero, for every limit."""
    limit = columns(CreditLimit)
    query = select(limit.id, limit.scope, limit.ceiling_fen, limit.reserved_fen, limit.used_fen)
    broken = or_(
        limit.reserved_fen + limit.used_fen > limit.ceiling_fen,
        limit.reserved_fen < 0,
        limit.used_fen < 0,
    )
    for row in session.execute(query.where(broken)):
        yield (
            f"limit {row.id} ({row.scope}): reserved {row.reserved_fen} + used {row.used_fen} "
            f"against a ceiling of {row.ceiling_fen}"
        )


def quotas_equal_claims(session: Session) -> Iterator[str]:
    """A product's reserved + used equals what live claims of its applications hold."""
    limit, claim, application = columns(CreditLimit), columns(AssetClaim), columns(Application)
    query = (
        select(application.product_id, func.sum(claim.principal_fen))
        .join(Application, application.id == claim.application_id)
        .where(claim.live)
        .group_by(application.product_id)
    )
    held = {product: int(total) for product, total in session.execute(query)}
    limits = select(limit.product_id, limit.reserved_fen + limit.used_fen)
    for product, taken in session.execute(limits.where(limit.scope == "product")):
        if taken != held.get(product, 0):
            yield f"product {product}: quota taken {taken}, live claims {held.get(product, 0)}"


def assets_are_financed_once(session: Session) -> Iterator[str]:
    """Σ principal ÷ pair principal ≤ 1, exactly; what an asset says equals its claims."""
    claim = columns(AssetClaim)
    query = select(claim.asset_id, claim.principal_fen, claim.pair_principal_fen, claim.whole)
    claims: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query.where(claim.live)):
        claims[row.asset_id].append(row)
    asset = columns(Asset)
    fields = (asset.confirmed_fen, asset.credited_fen, asset.occupied_fen, asset.occupied_share)
    touched = or_(asset.occupied_fen != 0, asset.occupied_share != 0, asset.id.in_(_claimed()))
    for row in session.execute(select(asset.id, *fields).where(touched)):
        for fault in _occupation_faults(row, claims.get(row.id, [])):
            yield f"asset {row.id}: {fault}"


def _claimed() -> Any:
    return select(columns(AssetClaim).asset_id).where(columns(AssetClaim).live)


def _occupation_faults(asset: Any, claims: Sequence[Any]) -> Iterator[str]:
    total = sum(claim.principal_fen for claim in claims)
    share = sum((Fraction(c.principal_fen, c.pair_principal_fen) for c in claims), Fraction(0))
    if total != asset.occupied_fen:
        yield f"occupied {asset.occupied_fen}, live claims {total}"
    if share > 1 or asset.occupied_share > WHOLE_SHARE:
        yield f"financed {float(share):.6f} times"
    if total > asset.confirmed_fen - asset.credited_fen:
        yield f"claims {total} above confirmed {asset.confirmed_fen} less {asset.credited_fen}"
    if len(claims) > 1 and any(claim.whole for claim in claims):
        yield "claimed as a whole and by another"


def claims_belong_to_live_applications(session: Session) -> Iterator[str]:
    """An application holds its asset exactly while accepted, registered or drawn and unpaid."""
    claim, application = columns(AssetClaim), columns(Application)
    query = (
        select(claim.id, claim.live, application.id.label("application"), application.state)
        .outerjoin(Application, application.id == claim.application_id)
        .where(claim.live)
    )
    for row in session.execute(query):
        if row.application is None:
            yield f"claim {row.id} belongs to no application"
        elif row.state not in HOLDING:
            yield f"claim {row.id} is live although its application is {row.state}"
    held = select(claim.application_id).where(claim.live)
    early = application.state.in_(("accepted", "registered"))
    for (number,) in session.execute(
        select(application.number).where(early, application.id.not_in(held))
    ):
        yield f"application {number} is accepted but holds no claim"


def fingerprints_are_unique(session: Session) -> Iterator[str]:
    """No two documents share the exact fingerprint."""
    mark = columns(Asset).fingerprint
    query = select(mark, func.count()).group_by(mark).having(func.count() > 1)
    for fingerprint, count in session.execute(query):
        yield f"fingerprint {fingerprint} stands on {count} documents"


MACHINE_TABLES: dict[str, type[SQLModel]] = {
    "organisation": Organisation,
    "trade_link": TradeLink,
    "scorecard_fact": ScorecardFact,
    "dishonesty_listing": DishonestyListing,
    "vault_document": VaultDocument,
    "product": Product,
    "asset": Asset,
    "set_off": SetOff,
    "application": Application,
    "quote": Quote,
    "loan": Loan,
    "renewal": Renewal,
    "risk_finding": RiskFinding,
}


def machines() -> dict[str, Machine]:
    """Every declared machine by name, gathered from the slices."""
    modules = (
        accounts_states,
        registry_states,
        vault_states,
        products_states,
        trade_states,
        financing_states,
        loans_states,
        oversight_states,
    )
    found = [value for module in modules for value in vars(module).values()]
    return {machine.name: machine for machine in found if isinstance(machine, Machine)}


def only_declared_states(session: Session) -> Iterator[str]:
    """Every row stands in a declared state; every step that was taken is declared."""
    for name, machine in machines().items():
        place: Any = columns(MACHINE_TABLES[name])
        query = select(place.id, place.state).where(place.state.not_in(machine.states))
        for row in session.execute(query):
            yield f"{name} {row.id} stands in {row.state}, which is not declared"
    yield from _undeclared_steps(session)


def _undeclared_steps(session: Session) -> Iterator[str]:
    step = columns(StateChange)
    query = select(
        step.machine, step.from_state, step.event, step.to_state, func.min(step.subject_id)
    ).group_by(step.machine, step.from_state, step.event, step.to_state)
    known = machines()
    for name, source, event, target, subject in session.execute(query):
        machine = known.get(name)
        if machine is None:
            yield f"{name} {subject}: no such machine is declared"
        elif source and machine.steps.get((source, event)) != target:
            yield f"{name} {subject}: {source} --{event}--> {target} is not declared"
        elif target not in machine.states:
            yield f"{name} {subject}: {target} is not declared"


def no_step_is_skipped(session: Session) -> Iterator[str]:
    """Each object's steps start from nothing, join end to end, and end in its state."""
    step = columns(StateChange)
    query = select(step.machine, step.subject_id, step.from_state, step.to_state, step.at)
    walks: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(step.at, step.created_at, step.id)):
        walks[(row.machine, row.subject_id)].append(row)
    for name in machines():
        place: Any = columns(MACHINE_TABLES[name])
        for id, state in session.execute(select(place.id, place.state)):
            fault = _walk_fault(walks.pop((name, id), []), state)
            if fault:
                yield f"{name} {id}: {fault}"
    for name, subject in walks:
        yield f"{name} {subject}: steps of an object that is not there"


def _walk_fault(steps: list[Any], state: str) -> str:
    """What is wrong with a walk; steps of one instant may be told in any order."""
    if not steps:
        return f"stands in {state} without a first step"
    here, left = "", list(steps)
    while left:
        tied = [step for step in left if step.at == left[0].at]
        fitting = next((step for step in tied if step.from_state == here), None)
        if fitting is None:
            return f"a step leaves {left[0].from_state or 'nothing'} while it stood in {here}"
        left.remove(fitting)
        here = fitting.to_state
    return "" if here == state else f"its steps end in {here}, it stands in {state}"


def loans_sum_up(session: Session) -> Iterator[str]:
    """lent = outstanding + repaid + written off, and instalments sum to what was lent."""
    loan, part = columns(Loan), columns(Instalment)
    sums = loan.balance_fen + loan.repaid_fen + loan.written_off_fen
    for (number,) in session.execute(select(loan.loan_no).where(loan.principal_fen != sums)):
        yield f"loan {number}: principal differs from balance, repaid and written off"
    paid = (
        select(loan.loan_no, loan.principal_fen, func.sum(part.principal_fen))
        .join(Instalment, part.loan_id == loan.id)
        .group_by(loan.id, loan.loan_no, loan.principal_fen)
    )
    for number, principal, total in session.execute(paid):
        if total != principal:
            yield f"loan {number}: instalments sum to {total} of {principal}"


def movements_equal_balances(session: Session) -> Iterator[str]:
    """Drawdowns, repayments and write-offs that were reported are those the loan carries."""
    move = columns(LoanMovement)
    totals: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(move.loan_id, move.kind, func.sum(move.amount_fen))
    for loan_id, kind, total in session.execute(query.group_by(move.loan_id, move.kind)):
        totals[loan_id][kind] = int(total)
    loan = columns(Loan)
    fields = (loan.principal_fen, loan.repaid_fen, loan.written_off_fen)
    for row in session.execute(select(loan.id, loan.loan_no, *fields)):
        moved = totals.get(row.id, {})
        told = (
            moved.get("drawdown", 0),
            moved.get("repayment", 0) + moved.get("renewal", 0),
            moved.get("write_off", 0),
        )
        if told != (row.principal_fen, row.repaid_fen, row.written_off_fen):
            yield f"loan {row.loan_no}: movements say {told}"


def one_alert_per_stage(session: Session) -> Iterator[str]:
    """A stage of a loan is raised or missed once."""
    alert = columns(Alert)
    query = select(alert.loan_id, alert.stage).group_by(alert.loan_id, alert.stage)
    for loan_id, stage in session.execute(query.having(func.count() > 1)):
        yield f"loan {loan_id}: more than one alert of stage {stage}"


def letters_end(session: Session) -> Iterator[str]:
    """A letter waits, was sent at a time, or failed with the reason after all attempts."""
    letter = columns(Outbox)
    fields = (letter.id, letter.state, letter.sent_at, letter.last_error, letter.attempts)
    for row in session.execute(select(*fields)):
        fits = {
            "queued": row.sent_at is None and row.attempts < MAX_ATTEMPTS,
            "sent": row.sent_at is not None,
            "failed": row.sent_at is None and row.last_error != "",
        }
        if not fits.get(row.state, False):
            yield f"letter {row.id}: {row.state}, sent {row.sent_at}, attempts {row.attempts}"


def renewals_are_in_time(session: Session) -> Iterator[str]:
    """Signed no later than maturity, at most one open per loan, the old loan ended when signed."""
    renewal, loan = columns(Renewal), columns(Loan)
    late = select(renewal.id).where(renewal.signed_on > renewal.maturity_date)
    for (id,) in session.execute(late):
        yield f"renewal {id} was signed after maturity"
    closed = ("signed", "settled", "refused", "lapsed")
    several = select(renewal.loan_id).where(renewal.state.not_in(closed))
    for (id,) in session.execute(several.group_by(renewal.loan_id).having(func.count() > 1)):
        yield f"loan {id} has more than one open renewal"
    old = (
        select(renewal.id, loan.state)
        .join(Loan, loan.id == renewal.loan_id)
        .where(renewal.new_loan_id.is_not(None), loan.balance_fen > 0)
    )
    for id, state in session.execute(old):
        yield f"renewal {id} has a new loan while the old one is {state} with a balance"


def approvers_are_other_people(session: Session) -> Iterator[str]:
    """Who approves has not made it."""
    quote, renewal = columns(Quote), columns(Renewal)
    for (id,) in session.execute(select(quote.id).where(quote.approved_by == quote.made_by)):
        yield f"quote {id} was approved by its maker"
    own = select(renewal.id).where(renewal.approved_by == renewal.opinion_by)
    for (id,) in session.execute(own):
        yield f"renewal {id} was approved by its maker"
    yield from _facts_checked_by_their_claimant(session)


def _facts_checked_by_their_claimant(session: Session) -> Iterator[str]:
    step = columns(StateChange)
    query = select(step.subject_id, step.event, step.actor_user_id).where(
        step.machine == registry_states.FACT.name, step.actor_user_id.is_not(None)
    )
    claimants: dict[str, str] = {}
    for fact, event, person in session.execute(query.order_by(step.at, step.created_at, step.id)):
        if event == "claim":
            claimants[fact] = person
        elif event in ("verify", "reject", "revoke") and claimants.get(fact) == person:
            yield f"scorecard_fact {fact} was checked by who claimed it"


def registered_before_drawn(session: Session) -> Iterator[str]:
    """No drawdown without its entry in the register (银发〔2025〕77号 art. 13)."""
    application, entry = columns(Application), columns(Registration)
    query = select(application.number).where(
        application.state.in_(("registered", "drawn")),
        application.id.not_in(select(entry.application_id)),
    )
    for (number,) in session.execute(query):
        yield f"application {number} is registered or drawn without a registration"


INVARIANTS: tuple[tuple[str, Check], ...] = (
    ("limits_have_room", limits_have_room),
    ("quotas_equal_claims", quotas_equal_claims),
    ("assets_are_financed_once", assets_are_financed_once),
    ("claims_belong_to_live_applications", claims_belong_to_live_applications),
    ("fingerprints_are_unique", fingerprints_are_unique),
    ("only_declared_states", only_declared_states),
    ("no_step_is_skipped", no_step_is_skipped),
    ("loans_sum_up", loans_sum_up),
    ("movements_equal_balances", movements_equal_balances),
    ("one_alert_per_stage", one_alert_per_stage),
    ("letters_end", letters_end),
    ("renewals_are_in_time", renewals_are_in_time),
    ("approvers_are_other_people", approvers_are_other_people),
    ("registered_before_drawn", registered_before_drawn),
    *inspect_guarantees.INVARIANTS,
    *inspect_confirmations.INVARIANTS,
    *inspect_set_offs.INVARIANTS,
    *inspect_payments.INVARIANTS,
    *inspect_orders.INVARIANTS,
    ("contents_equal_documents", contents_equal_documents),
    ("replaced_documents_have_successors", replaced_documents_have_successors),
    ("links_are_not_doubled", links_are_not_doubled),
    ("merged_firms_are_left_alone", merged_firms_are_left_alone),
)
