"""Who is told that two firms are one now: both, their partners, and the banks that know them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select, union
from sqlmodel import Session

from ..accounts.models import Membership, Organisation
from ..accounts.notify import notify
from ..shared.tables import columns, metadata
from .merge_plan import named
from .merge_references import references
from .models import TradeLink


def tell_of_merge(
    session: Session,
    gone: Organisation,
    stay: Organisation,
    gone_code: str,
    stay_code: str,
    now: datetime,
) -> None:
    """Tell everybody, before anything is moved: each learns of the two names and codes alone."""
    title = _("%(gone)s 已并入 %(stay)s", gone=gone.name, stay=stay.name)
    into = _("代码 %(old)s 不再使用，请改用 %(new)s。", old=gone_code, new=stay_code)
    moving = _("您的用户和角色已转到 %(stay)s，请用原来的用户名重新登录。", stay=stay.name)
    for person in _people(session, gone.id):
        notify(session, gone.id, "firms_merged", title, now, body=f"{into}{moving}", user_id=person)
    ended = _("被合并企业的人员和业务已转入贵公司，它给银行的查阅授权已终止，需要时请重新授权。")
    _tell(session, stay.id, title, f"{into}{ended}", now, path="/enterprises")
    for partner in _partners(session, gone.id, stay.id):
        _tell(session, partner, title, into, now, path="/partners")
    checked = _("对它的额度、核心企业名单如有设定，请核对。")
    for bank in _banks(session, gone.id, gone_code):
        _tell(session, bank, title, f"{into}{checked}", now, path="/limits")


def _tell(
    session: Session, organisation_id: str, title: str, body: str, now: datetime, path: str = ""
) -> None:
    notify(session, organisation_id, "firms_merged", title, now, body=body, path=path)


def _people(session: Session, gone: str) -> list[str]:
    """Those who move, each of whom is told in person."""
    member = columns(Membership)
    query = select(member.user_id).where(member.organisation_id == gone).distinct()
    return sorted(session.execute(query).scalars())


def _partners(session: Session, gone: str, stay: str) -> list[str]:
    """The firms that have a live link with the merged one."""
    link = columns(TradeLink)
    live = link.state.in_(("proposed", "active"))
    query = union(
        select(link.partner_id).where(link.core_id == gone, live),
        select(link.core_id).where(link.partner_id == gone, live),
    )
    return sorted(set(session.execute(query).scalars()) - {stay})


def _banks(session: Session, gone: str, code: str) -> list[str]:
    """The banks with a case, a loan or a limit of the firm, or with its code in a product."""
    product, limit = named("product").c, named("credit_limit").c
    listed = select(product.bank_id).where(
        product.core_list.like(f"%{code}%"), product.state != "retired"
    )
    lines = select(limit.holder_id).where(limit.party_id == gone)
    query = union(listed, lines, *_cases(gone))
    return sorted(set(session.execute(query).scalars()))


def _cases(gone: str) -> Iterator[Select[Any]]:
    """Every table in which a bank and a firm stand side by side, chances of matching left out."""
    for reference in references():
        place = metadata.tables[reference.name]
        banks = [
            column
            for column in place.columns
            if any(key.target_fullname == "bank.id" for key in column.foreign_keys)
        ]
        if not banks or reference.name in ("opportunity", "authorisation"):
            continue
        firm = or_(*(place.c[name] == gone for name in reference.columns))
        yield from (select(bank).where(firm, bank.is_not(None)) for bank in banks)
