"""What waits in the registry: proposals, partners not joined, organisations, consent."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.parameters import get_figure
from ..shared.tables import columns
from ..shared.todo import Tile, Todo
from .consent_queries import list_authorisations
from .consent_rules import ending_soon, is_live
from .dishonesty_queries import listings_query
from .models import ScorecardFact, TradeLink
from .organisation_queries import organisations_query
from .queries import find_dishonest, not_joined, partners_query, to_answer
from .scorecard_queries import facts_query

WARNING = "consent.expiry_warning"


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """What waits for the person in the registry."""
    if actor.kind == "operator":
        return [
            _to_approve(session, actor),
            _facts_to_check(session, actor, today),
            _repairs_to_decide(session, actor, today),
        ]
    if actor.kind == "enterprise":
        return [
            _listed(session, actor, today),
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


def _listed(session: Session, actor: Actor, today: date) -> Todo:
    file = url_for("registry.enterprises_show", enterprise_id=actor.organisation)
    return Todo(
        _("在失信名单中，不能融资"),
        int(find_dishonest(session, actor.organisation, today)),
        f"{file}#dishonesty",
        hint=_("履行义务后申请信用修复；移出或到期后恢复"),
        urgent=True,
    )


def _facts_to_check(session: Session, actor: Actor, today: date) -> Todo:
    query = facts_query(actor, today).where(columns(ScorecardFact).state == "claimed")
    return Todo(
        _("评分卡事项等待核实"),
        _count(session, query),
        url_for("registry.facts", standing="claimed"),
        hint=_("对照证书或公示核实，写明依据"),
    )


def _repairs_to_decide(session: Session, actor: Actor, today: date) -> Todo:
    query = listings_query(actor, today)
    named = {column.name: column for column in query.selected_columns}
    asked = query.where(named["standing"].element == "repairing")
    return Todo(
        _("信用修复申请等待办理"),
        _count(session, asked),
        url_for("registry.dishonest", standing="repairing"),
        hint=_("核对履行情况，移出名单或不予修复"),
    )


def _consent(session: Session, actor: Actor, today: date) -> list[Todo]:
    granted = list_authorisations(session, actor.organisation)
    file = url_for("registry.enterprises_show", enterprise_id=actor.organisation)
    path = f"{file}#consents"
    if not any(is_live(row, today) for row in granted):
        hint = _("没有授权，银行看不到贵公司的资料，也就不能推荐产品")
        return [Todo(_("还没有有效的银行查阅授权"), 1, path, hint=hint)]
    ending = ending_soon(granted, today, get_figure(session, WARNING, today).number)
    if not ending:
        return []
    due = min(row.expires_on for row in ending)
    hint = _("到期后相应的银行不再能查阅，可以提前续签")
    return [Todo(_("银行查阅授权快到期"), len(ending), path, due=due, hint=hint)]


def _count(session: Session, query: Select[Any]) -> int:
    rows = select(func.count()).select_from(query.subquery())
    return int(session.execute(rows).scalar_one())
