"""What waits for the regulator, and the figures on its home."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from ..accounts.queries import count_unread
from ..shared.actor import Actor
from ..shared.money import format_ppm, format_wan
from ..shared.todo import Tile, Todo
from . import queries
from .risk_queries import count_findings
from .rules import judge, month_due, share_ppm
from .words import GOALS


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """Returns that are missing, and goals that are missed."""
    if actor.kind == "bank":
        return _own_return(session, actor, today)
    if actor.kind == "guarantor":
        return _unread(session, actor)
    if actor.kind == "operator":
        return _risks(session, actor, today)
    if actor.kind != "regulator":
        return []
    found = [*_risks(session, actor, today), _missing_returns(session, today)]
    book = queries.read_book(session)
    if book.latest:
        goals = judge(*book.pair(book.latest), queries.read_targets(session, today))
        missed = [str(GOALS[goal.key]) for goal in goals if goal.met is False]
        found.append(
            Todo(
                _l("四项目标中未达标的"),
                len(missed),
                url_for("oversight.goals"),
                hint="、".join(missed),
            )
        )
    return found


def _risks(session: Session, actor: Actor, today: date) -> list[Todo]:
    """Findings that nobody has taken up, and those that somebody has not closed yet."""
    asked = (("found", _l("风险线索等待受理")), ("open", _l("风险线索处理中")))
    return [
        Todo(
            title,
            count_findings(session, actor, today, state),
            url_for("risks.findings", state=state),
            hint=_("线索只是证据，请核实后写明原因了结"),
        )
        for state, title in asked
    ]


def _missing_returns(session: Session, today: date) -> Todo:
    month, due = month_due(today)
    missing = queries.banks_without(session, month)
    return Todo(
        _("%(month)s 未报送月报的银行", month=month),
        len(missing),
        url_for("oversight.goals"),
        due=due,
        hint="、".join(missing[:3]),
        urgent=today > due,
    )


def _own_return(session: Session, actor: Actor, today: date) -> list[Todo]:
    month, due = month_due(today)
    missing = actor.organisation_name in queries.banks_without(session, month)
    title = _("%(month)s 月报还没有报送", month=month)
    path = url_for("oversight.returns")
    return [Todo(title, 1, path, due=due, urgent=today > due)] if missing else []


def _unread(session: Session, actor: Actor) -> list[Todo]:
    """A guarantor has no queue of its own yet: what it was told and nobody has read."""
    return [Todo(_l("未读消息"), count_unread(session, actor), url_for("accounts.notices"))]


def tiles(session: Session, actor: Actor, today: date) -> list[Tile]:
    """The newest month's figures, for the regulator and the operator."""
    if actor.kind not in ("regulator", "operator"):
        return []
    book = queries.read_book(session)
    platform = queries.read_platform(session)
    path = url_for("oversight.goals")
    found = [
        Tile(_l("平台贷款余额"), format_wan(platform.balance_fen), path),
        Tile(_l("经平台发放"), format_wan(platform.drawn_fen), path),
    ]
    if book.latest and actor.kind == "regulator":
        now, _before = book.pair(book.latest)
        share = share_ppm(now.manufacturing_fen, now.all_loans_fen)
        found += [
            Tile(_l("制造业贷款余额"), format_wan(now.manufacturing_fen), path, book.latest),
            Tile(_l("占各项贷款"), "—" if share is None else format_ppm(share), path, book.latest),
            Tile(_l("加权平均利率"), format_ppm(now.weighted_rate_ppm), path, book.latest),
        ]
    return found
