"""Tell the parties of a set-off what it means to each of them, and nothing about the others."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared.dates import format_day
from ..shared.money import format_yuan
from .models import SetOff, SetOffPart
from .queries import get_names


def path_of(set_off: SetOff) -> str:
    """The address of a set-off's page."""
    return f"/set-offs/{set_off.id}"


def parties_of(parts: Iterable[Any]) -> list[str]:
    """Who must agree: every debtor, in the order of the ring."""
    return list(dict.fromkeys(part.debtor_id for part in parts))


def tell_of_proposal(
    session: Session, set_off: SetOff, parts: Sequence[SetOffPart], now: datetime
) -> None:
    """To each party: what it owes, what it is owed, what goes away, until when to answer."""
    names = get_names(session, parties_of(parts))
    title = _("债务抵销提议 %(no)s，请答复", no=set_off.number)
    for party in parties_of(parts):
        debtor = next(part.debtor_id for part in parts if part.creditor_id == party)
        creditor = next(part.creditor_id for part in parts if part.debtor_id == party)
        body = _(
            "贵公司欠%(creditor)s的款项和%(debtor)s欠贵公司的款项可以各抵销 %(amount)s 元，"
            "不动用资金，贵公司的应收与应付之差不变。各方都同意后才抵销，请在%(day)s以前答复。",
            creditor=names[creditor],
            debtor=names[debtor],
            amount=format_yuan(set_off.amount_fen),
            day=format_day(set_off.answer_by),
        )
        tell_party(session, set_off, party, "set_off_proposed", title, now, body)


def tell_party(
    session: Session,
    set_off: SetOff,
    party: str,
    kind: str,
    title: str,
    now: datetime,
    body: str = "",
) -> None:
    """A notice to one party, leading to the set-off."""
    notify(session, party, kind, title, now, body=body, path=path_of(set_off))


def tell_of_end(
    session: Session, set_off: SetOff, parties: Iterable[str], now: datetime, *, but: str = ""
) -> None:
    """To each party but one: how it ended. The words name nobody."""
    words = {
        "carried_out": _("债务抵销 %(no)s 已完成，可以打印抵销通知书", no=set_off.number),
        "refused": _("债务抵销 %(no)s 没有达成", no=set_off.number),
        "withdrawn": _("债务抵销 %(no)s 已由平台撤回", no=set_off.number),
        "void": _("债务抵销 %(no)s 已失效，各方债务不变", no=set_off.number),
    }
    for party in parties:
        if party != but:
            kind = f"set_off_{set_off.state}"
            title, body = words[set_off.state], set_off.end_reason
            tell_party(session, set_off, party, kind, title, now, body)
