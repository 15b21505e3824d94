"""The text that a bank copies into the public register (中登网) when it registers a case."""

from flask_babel import gettext as _

from ..shared.chinese_numbers import capital_amount
from ..shared.money import format_yuan
from ..trade.models import owed_fen
from .case import Case
from .words import KINDS


def registration_text(case: Case) -> str:
    """A description of the property in the register's usual order: who, what, how much, till when.

    动产和权利担保统一登记办法 asks that the description make the property identifiable.
    """
    shown = case.live_quote
    if shown is None:
        return ""
    asset, quote = case.asset, shown.quote
    return str(
        _(
            "担保人（转让人）：%(borrower)s，统一社会信用代码 %(uscc)s。\n"
            "担保权人（受让人）：%(bank)s。\n"
            "财产描述：%(borrower)s对%(core)s的%(kind)s，单据号码 %(document)s，"
            "单据日期 %(issued)s，确认金额人民币 %(confirmed)s 元，"
            "到期日 %(due)s，确权编号 %(paper)s。\n"
            "担保的主债权：融资本金人民币 %(principal)s 元（%(capital)s），"
            "自 %(start)s 至 %(maturity)s。\n"
            "融资申请编号：%(number)s。",
            borrower=case.parties.borrower,
            uscc=case.borrower.uscc,
            bank=case.parties.bank,
            core=case.parties.core,
            kind=KINDS[asset.kind],
            document=asset.document_no,
            issued=asset.issue_date.isoformat(),
            confirmed=format_yuan(owed_fen(asset)),
            due=asset.due_date.isoformat(),
            paper=asset.confirmation_no or "—",
            principal=format_yuan(quote.principal_fen),
            capital=capital_amount(quote.principal_fen),
            start=quote.start_date.isoformat(),
            maturity=quote.maturity_date.isoformat(),
            number=case.application.number,
        )
    )
