"""What waits in the registry: proposals, partners not joined, organisations, consent."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.todo import Tile, Todo
from .consent import find_unrevoked, is_live
from .models import TradeLink
from .organisation_queries import organisations_query
from .queries import not_joined, partners_query, to_answer
from .rules import EXPIRES_SOON


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """What waits for the person in the registry."""
    if actor.kind == "operator":
        return [_to_approve(session, actor)]
    if actor.kind == "enterprise":
        return [
            _proposals(session, actor),
            _without_people(session, actor),
            *_consent(session, actor, today),
        ]
    return []


def tiles(session: Session, actor: Actor, _today: date) -> list[Tile]:
    """The registry's figures."""
    if actor.kind == "operator":
        query = organisations_query(actor).where(columns(Organisation).state == "approved")
        path = url_for("registry.organisations", state="approved")
        return [Tile(_("已开通机构"), str(_count(session, query)), path)]
    if actor.kind != "enterprise":
        return []
    query = partners_query(actor).where(columns(TradeLink).state == "active")
    path = url_for("registry.partners", state="active")
    return [Tile(_("合作企业"), str(_count(session, query)), path)]


def _to_approve(session: Session, actor: Actor) -> Todo:
    query = organisations_query(actor).where(columns(Organisation).state == "applied")
    return Todo(
        _("机构等待审核"),
        _count(session, query),
        url_for("registry.organisations", state="applied"),
        hint=_("核对资料后同意开通或拒绝"),
    )


def _proposals(session: Session, actor: Actor) -> Todo:
    return Todo(
        _("合作关系等待确认"),
        _count(session, partners_query(actor).where(to_answer(actor))),
        url_for("registry.partners", waiting="answer"),
        hint=_("对方登记了与贵公司的合作，确认后才能一起办业务"),
    )


def _without_people(session: Session, actor: Actor) -> Todo:
    return Todo(
        _("合作方还没有加入平台"),
        _count(session, partners_query(actor).where(not_joined(actor))),
        url_for("registry.partners", waiting="join"),
        hint=_("把邀请链接发给对方，或再发一次"),
    )


def _consent(session: Session, actor: Actor, today: date) -> list[Todo]:
    consent = find_unrevoked(session, actor.organisation)
    path = url_for("registry.enterprises_show", enterprise_id=actor.organisation)
    if consent is None or not is_live(consent, today):
        hint = _("没有授权，银行看不到贵公司的资料，也就不能推荐产品")
        return [Todo(_("还没有有效的银行查阅授权"), 1, path, hint=hint)]
    if consent.expires_on - today <= EXPIRES_SOON:
        return [Todo(_("银行查阅授权快到期"), 1, path, due=consent.expires_on)]
    return []


def _count(session: Session, query: Select[Any]) -> int:
    rows = select(func.count()).select_from(query.subquery())
    return int(session.execute(rows).scalar_one())
