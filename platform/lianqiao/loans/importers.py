"""Importing a bank's loan book: 借据 by number, new ones with schedule, known ones paid down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..accounts.models import Organisation
from ..registry.merged import merged_words, refuse_merged
from ..registry.models import Bank, Enterprise
from ..shared.calendar import Calendar
from ..shared.cells import amount_cell, choice_cell, date_cell, percent_cell, text_cell, uscc_cell
from ..shared.errors import ItIsNotYours
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns, table
from ..shared.tabular import Column, Row
from ..shared.working_days import get_calendar
from . import rules
from .book_loan import NewLoan, add_schedules, book_loan
from .figures import bullet_months, house_figure
from .models import Loan
from .record_repayment import Repayment, take_repayment
from .states import LIVE
from .words import GUARANTEE_WORDS, KIND_WORDS, REPAYMENT_WORDS

CHUNK: Final = 500
FIXED: Final = (
    "borrower_id",
    "kind",
    "principal_fen",
    "rate_ppm",
    "drawdown_date",
    "maturity_date",
)
FIELDS: Final = {
    "borrower_id": "borrower_uscc",
    "principal_fen": "principal",
    "rate_ppm": "rate",
}


def _choices(words: dict[str, Any], *more: tuple[str, str]) -> dict[str, list[str]]:
    found = {code: [str(word)] for code, word in words.items()}
    for code, word in more:
        found[code].append(word)
    return found


COLUMNS: Final = (
    Column("loan_no", ("借据号", "借据编号"), True, text_cell(60)),
    Column("bank", ("银行", "银行代码"), True, text_cell(200)),
    Column("borrower_uscc", ("借款人代码", "借款人统一社会信用代码"), True, uscc_cell),
    Column(
        "kind",
        ("贷款种类",),
        True,
        choice_cell(
            _choices(
                KIND_WORDS,
                ("working_capital", "流动资金贷款"),
                ("receivable", "应收账款融资"),
                ("order", "订单融资"),
                ("fixed_asset", "固定资产贷款"),
            )
        ),
    ),
    Column("principal", ("本金", "贷款本金"), True, amount_cell(allow_zero=False)),
    Column("balance", ("余额", "贷款余额"), True, amount_cell()),
    Column("rate", ("年利率", "利率"), True, percent_cell),
    Column("drawdown_date", ("放款日", "放款日期"), True, date_cell),
    Column("maturity_date", ("到期日", "到期日期"), True, date_cell),
    Column("guarantee", ("担保方式",), False, choice_cell(_choices(GUARANTEE_WORDS)), "credit"),
    Column("repayment", ("还款方式",), False, choice_cell(_choices(REPAYMENT_WORDS)), None),
)


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    if context.actor.kind not in ("operator", "bank"):
        raise ItIsNotYours(_("贷款台账只能由银行或平台运营导入"))
    return _Book.load(context, rows).apply


@dataclass
class _Book:
    """What rows refer to, loaded at once, and the new loans whose schedules are written at once."""

    context: ImportContext
    calendar: Calendar
    banks: dict[str, str]
    firms: dict[str, str]
    known: dict[tuple[str, str], Loan]
    months: int
    day_count: int
    last: int
    merged: dict[str, str] = field(default_factory=dict)
    new: list[Loan] = field(default_factory=list)

    @classmethod
    def load(cls, context: ImportContext, rows: Sequence[Row]) -> "_Book":
        """Read banks, firms and known loans in a handful of queries."""
        session = context.session
        return cls(
            context=context,
            calendar=get_calendar(session),
            banks=_banks(context),
            firms=_firms(context, {row.text("borrower_uscc") for row in rows}),
            known=_known(context, [row.text("loan_no") for row in rows]),
            months=bullet_months(session, context.today),
            day_count=house_figure(session, "loan.day_count", context.today).number,
            last=rows[-1].number if rows else 0,
            merged=merged_words(session, [row.text("borrower_uscc") for row in rows]),
        )

    def apply(self, row: Row) -> Applied:
        """Book, pay down or leave one loan; after the last row all new schedules are written."""
        try:
            return self._apply(row)
        finally:
            if row.number == self.last:
                add_schedules(self.context.session, self.calendar, self.new)

    def _apply(self, row: Row) -> Applied:
        new = self._new_loan(row)
        known = self.known.get((new.bank_id, new.loan_no))
        if known is not None:
            return self._change(row, known, new)
        self._check(row)
        context = self.context
        loan = book_loan(
            context.session,
            self.calendar,
            new,
            "import",
            context.actor,
            context.now,
            context.today,
        )
        self.new.append(loan)
        return "new"

    def _new_loan(self, row: Row) -> NewLoan:
        bank_id = self.banks.get(row.text("bank"))
        if bank_id is None:
            raise RowIsRefused("bank", _("没有这家银行，或不是本行，请核对银行代码"))
        refuse_merged(self.merged, row, "borrower_uscc")
        borrower_id = self.firms.get(row.text("borrower_uscc"))
        if borrower_id is None:
            raise RowIsRefused("borrower_uscc", _("企业未登记，请先导入企业"))
        drawdown, maturity = row.day("drawdown_date"), row.day("maturity_date")
        usual = rules.usual_repayment(drawdown, maturity, self.months)
        return NewLoan(
            loan_no=row.text("loan_no"),
            bank_id=bank_id,
            borrower_id=borrower_id,
            kind=row.text("kind"),
            guarantee=row.text("guarantee"),
            repayment=row.text("repayment") or usual,
            principal_fen=row.whole("principal"),
            balance_fen=row.whole("balance"),
            rate_ppm=row.whole("rate"),
            day_count=self.day_count,
            drawdown_date=drawdown,
            maturity_date=maturity,
        )

    def _check(self, row: Row) -> None:
        if row.whole("balance") > row.whole("principal"):
            raise RowIsRefused("balance", _("余额不能大于本金"))
        if row.day("maturity_date") <= row.day("drawdown_date"):
            raise RowIsRefused("maturity_date", _("到期日须晚于放款日"))
        if row.day("drawdown_date") > self.context.today:
            raise RowIsRefused("drawdown_date", _("放款日不能晚于今天"))

    def _change(self, row: Row, loan: Loan, new: NewLoan) -> Applied:
        """What may still change is the balance, downwards; all else belongs to the contract."""
        for name in FIXED:
            if getattr(loan, name) != getattr(new, name):
                raise RowIsRefused(FIELDS.get(name, name), _("借据已登记，这一项不能再改"))
        balance = row.whole("balance")
        if balance == loan.balance_fen:
            return "unchanged"
        if balance > loan.balance_fen or loan.state not in LIVE:
            raise RowIsRefused("balance", _("余额只能减少；已登记的余额较小，请核对"))
        context = self.context
        paid = Repayment(loan.balance_fen - balance, 0, context.today, "台账导入")
        take_repayment(context.session, loan, paid, context.actor, context.now)
        return "changed"


def _banks(context: ImportContext) -> dict[str, str]:
    """Banks by code and by name; a bank's own people have their own alone."""
    bank, organisation = columns(Bank), columns(Organisation)
    query = select(bank.id, bank.code, organisation.name).join(
        table(Organisation), organisation.id == bank.id
    )
    if context.actor.kind == "bank":
        query = query.where(bank.id == context.actor.organisation_id)
    found: dict[str, str] = {}
    for row in context.session.execute(query):
        found[row.name] = row.id
        found[row.code] = row.id
    return found


def _firms(context: ImportContext, codes: set[str]) -> dict[str, str]:
    firm, wanted = columns(Enterprise), sorted(codes)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        query = select(firm.uscc, firm.id).where(firm.uscc.in_(some))
        found |= {row.uscc: row.id for row in context.session.execute(query)}
    return found


def _known(context: ImportContext, numbers: list[str]) -> dict[tuple[str, str], Loan]:
    found: dict[tuple[str, str], Loan] = {}
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        query = select(Loan).where(columns(Loan).loan_no.in_(some))
        for loan in context.session.execute(query).scalars():
            found[(loan.bank_id, loan.loan_no)] = loan
    return found


IMPORTERS: Final = (
    Importer(
        kind="loans",
        label=_l("贷款台账"),
        columns=COLUMNS,
        key=("loan_no",),
        prepare=_prepare,
    ),
)
