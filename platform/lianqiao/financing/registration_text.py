"""The text that a bank copies into the public register (中登网) when it registers a case."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.chinese_numbers import capital_amount
from ..shared.money import format_yuan
from ..trade.models import owed_fen
from .case import Case
from .words import KINDS

PARTIES: Mapping[str, tuple[Any, Any]] = {
    "pledge": (_l("出质人"), _l("质权人")),
    "recourse_factoring": (_l("应收账款债权人（转让人）"), _l("保理人")),
    "factoring": (_l("应收账款债权人（转让人）"), _l("保理人")),
    "assignment": (_l("转让人"), _l("受让人")),
}
KINDS_OF_ENTRY: Mapping[str, Any] = {
    "pledge": _l("应收账款质押"),
    "recourse_factoring": _l("保理（有追索权）"),
    "factoring": _l("保理（无追索权）"),
    "assignment": _l("应收账款转让"),
}
CONSEQUENCES: Mapping[str, Any] = {
    "pledge": _l("未经质权人同意，出质人不得转让该应收账款（民法典第四百四十五条）。"),
    "recourse_factoring": _l(
        "保理人可以向转让人主张返还融资本息或回购，也可以向债务人主张；扣除本息和费用后有剩余的，"
        "返还转让人（民法典第七百六十六条）。"
    ),
    "factoring": _l("保理人向债务人主张应收账款，超过部分无需返还（民法典第七百六十七条）。"),
    "assignment": _l("通知债务人后，转让对债务人发生效力（民法典第五百四十六条）。"),
}


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
            "登记种类：%(entry)s。\n"
            "%(giver)s：%(borrower)s，统一社会信用代码 %(uscc)s。\n"
            "%(taker)s：%(bank)s。\n"
            "财产描述：%(borrower)s对%(core)s的%(kind)s，单据号码 %(document)s，"
            "单据日期 %(issued)s，确认金额人民币 %(confirmed)s 元，"
            "到期日 %(due)s，确权编号 %(paper)s。\n"
            "融资本金人民币 %(principal)s 元（%(capital)s），"
            "自 %(start)s 至 %(maturity)s。\n"
            "%(consequence)s\n"
            "融资申请编号：%(number)s。",
            entry=KINDS_OF_ENTRY[quote.arrangement],
            giver=PARTIES[quote.arrangement][0],
            taker=PARTIES[quote.arrangement][1],
            consequence=CONSEQUENCES[quote.arrangement],
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
