"""Several e-invoices looked at together: what was read, what is refused, what is like another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import Refusal
from ..vault.file_types import recognise
from .billing import find_billed_order
from .check_reading import checks_of_paper
from .checks import Check, ask_for_clause
from .einvoice import EInvoice
from .einvoice_partners import Partner, Partners, load_partners
from .enter_asset import check_paper, refuse_same
from .enter_einvoices import InvoiceFile
from .errors import ClauseIsAskedFor, DocumentIsThereAlready
from .fingerprints import Marks, find_near, find_same, marks_of_paper
from .near_words import near_refusal, near_words
from .papers import (
    NO_CLAUSE,
    Bill,
    Clauses,
    NewReceivable,
    Paper,
    Terms,
    paper_of_receivable,
)
from .read_einvoice import read_einvoice

MOST_FILES = 50
ASKED = ("due_date", "delivery_date", "requested_fen", "near_reason", "term_clause", "order_id")
"""What the person says of each file, so what can be mended on the page."""


@dataclass(frozen=True)
class Sent:
    """A file as it came; ``token`` under which it is kept until it is entered."""

    file: InvoiceFile
    token: str = ""


@dataclass(frozen=True)
class Answers:
    """What the person says of one file beyond what stands in it."""

    due_date: date | None = None
    delivery_date: date | None = None
    requested_fen: int | None = None
    splittable: bool = False
    contract_no: str = ""
    instalment: int | None = None
    order_id: str = ""
    near_reason: str = ""
    term_clause: str = ""
    no_clause: bool = False
    is_wanted: bool = True


@dataclass
class Line:
    """One file of the batch.

    ``problem`` is why it cannot be entered at all; ``errors`` what the person must mend, by
    field; ``near`` in which ways another document is like it.
    """

    sent: Sent
    invoice: EInvoice | None = None
    partner: Partner | None = None
    role: str = ""
    answers: Answers = field(default_factory=Answers)
    problem: str = ""
    where: str = ""
    is_duplicate: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    hints: list[str] = field(default_factory=list)
    new: NewReceivable | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be entered, perhaps after something is filled in."""
        return not self.problem

    @property
    def is_ready(self) -> bool:
        """Whether it can be entered as it is, and is wanted."""
        return self.is_good and self.answers.is_wanted and not self.errors

    @property
    def is_asked_for_clause(self) -> bool:
        """Whether the term is long, so that the contract's clause is worth a word."""
        said = self.answers.term_clause or self.answers.no_clause
        return bool(said) or any(one.field == "term_clause" for one in self.checks)

    @property
    def near_words(self) -> str:
        """The ways in which another document is like it, in words."""
        return near_words(self.near)


@dataclass
class _Batch:
    """What the lines before have brought: their natural keys, and their near marks."""

    keys: dict[tuple[str, str, str], str] = field(default_factory=dict)
    near: dict[str, set[str]] = field(default_factory=dict)


def look_at_batch(
    session: Session,
    actor: Actor,
    files: Sequence[Sent],
    answers: Mapping[str, Answers] | None,
    today: date,
    secret: str,
) -> list[Line]:
    """Read and examine the files; nothing is written.

    ``answers`` are what the person said by token; None before anything was asked, so that
    what is missing is filled in as far as it can be known, and not yet called missing.
    """
    partners, batch, lines = load_partners(session, actor), _Batch(), []
    for sent in files:
        line = Line(sent)
        try:
            _read(line, partners, today)
            line.answers = (
                _first_answers(session, actor, line) if answers is None else answers[sent.token]
            )
            if line.answers.is_wanted:
                _examine(session, actor, line, batch, today, secret, is_asked=answers is not None)
        except Refusal as refusal:
            line.problem = str(refusal.message)
            line.where = getattr(refusal, "where", "")
            line.is_duplicate = isinstance(refusal, DocumentIsThereAlready)
        lines.append(line)
    return lines


def _read(line: Line, partners: Partners, today: date) -> None:
    invoice = read_einvoice(line.sent.file.data, today)
    recognise(line.sent.file.data)
    line.invoice = invoice
    line.role, line.partner = partners.match(invoice)
    line.hints = list(invoice.hints)
    stated = invoice.buyer if line.role == "creditor" else invoice.seller
    if stated.name and stated.name != line.partner.name:
        line.hints.append(
            _(
                "票面名称是「%(name)s」，平台登记的是「%(known)s」",
                name=stated.name,
                known=line.partner.name,
            )
        )


def _first_answers(session: Session, actor: Actor, line: Line) -> Answers:
    """What can be known beforehand: the due date by file, order or link, and the order named."""
    invoice, partner = line.invoice, line.partner
    if invoice is None or partner is None:
        return Answers()
    due = invoice.due_date
    order = find_billed_order(session, actor, _sides(line, actor), invoice.order_no)
    if order is not None:
        return Answers(
            due_date=due or order.due_date,
            delivery_date=order.delivery_date,
            splittable=order.splittable,
            contract_no=invoice.contract_no or order.contract_no,
            instalment=order.instalment,
            order_id=order.id,
            near_reason=_("由订单 %(no)s 交付后开票", no=order.document_no),
        )
    if due is None and partner.payment_days:
        due = invoice.issue_date + timedelta(days=partner.payment_days)
    return Answers(due_date=due, contract_no=invoice.contract_no or partner.contract_no)


def _sides(line: Line, actor: Actor) -> tuple[str, str]:
    """Creditor and debtor of a line whose partner is known."""
    other = line.partner.id if line.partner else ""
    own = actor.organisation
    return (own, other) if line.role == "creditor" else (other, own)


def _examine(
    session: Session,
    actor: Actor,
    line: Line,
    batch: _Batch,
    today: date,
    secret: str,
    *,
    is_asked: bool,
) -> None:
    """All that entering would refuse, beside the field that mends it, else for the whole file."""
    line.new = _new(line, actor)
    paper = paper_of_receivable(line.new)
    if is_asked and line.answers.due_date is None:
        line.errors["due_date"] = _("请填写到期日")
    try:
        check_paper(session, actor, paper, today)
    except Refusal as refusal:
        if refusal.field not in ASKED:
            raise
        if is_asked or refusal.field != "due_date":
            line.errors.setdefault(refusal.field, str(refusal.message))
    if line.answers.due_date is not None:
        _note_checks(session, line, paper, today, is_asked=is_asked)
    marks = marks_of_paper(session, secret, paper)
    if line.answers.due_date is None:
        marks = replace(marks, near="")
    refuse_same(find_same(session, paper, marks), paper)
    _refuse_twin(batch, paper, line)
    _note_near(session, line, batch, marks, is_asked=is_asked)


def _note_checks(
    session: Session, line: Line, paper: Paper, today: date, *, is_asked: bool
) -> None:
    """What deserves a look; on a long term the clause is asked for, as on the form."""
    found = checks_of_paper(session, paper, today)
    line.checks = tuple(one for one in found if not one.passed)
    if not is_asked:
        return
    try:
        ask_for_clause(found)
    except ClauseIsAskedFor as refusal:
        line.errors["term_clause"] = str(refusal.message)


def _new(line: Line, actor: Actor) -> NewReceivable:
    invoice, said = line.invoice, line.answers
    if invoice is None or line.partner is None:
        raise ValueError("a line that was not read")
    creditor_id, debtor_id = _sides(line, actor)
    return NewReceivable(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        invoice_no=invoice.number,
        invoice_code=invoice.code,
        terms=Terms(
            amount_fen=invoice.gross_fen,
            issue_date=invoice.issue_date,
            # Where none is said yet, the day after stands in: it is asked for before entering.
            due_date=said.due_date or invoice.issue_date + timedelta(days=1),
            delivery_date=said.delivery_date,
            requested_fen=said.requested_fen,
            contract_no=said.contract_no,
            instalment=said.instalment,
        ),
        splittable=said.splittable,
        near_reason=said.near_reason,
        order_id=said.order_id or None,
        clauses=Clauses(term_clause=said.term_clause or (NO_CLAUSE if said.no_clause else "")),
        bill=Bill(invoice.kind, "einvoice", invoice.net_fen, invoice.tax_fen),
    )


def _refuse_twin(batch: _Batch, paper: Paper, line: Line) -> None:
    key = (paper.creditor_id, paper.code, paper.number)
    name = batch.keys.setdefault(key, line.sent.file.filename)
    if name is not line.sent.file.filename:
        raise DocumentIsThereAlready(_("与这次上传的「%(name)s」是同一张发票", name=name))


def _note_near(
    session: Session, line: Line, batch: _Batch, marks: Marks, *, is_asked: bool
) -> None:
    wanted = marks.near_ones
    there = find_near(session, marks)
    line.near = tuple(
        name for name, mark in wanted.items() if name in there or mark in batch.near.get(name, ())
    )
    for name, mark in wanted.items():
        batch.near.setdefault(name, set()).add(mark)
    if line.near and is_asked and not line.answers.near_reason.strip():
        line.errors["near_reason"] = str(near_refusal(line.near).message)
