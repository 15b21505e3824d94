"""What waits in matching: documents that could be financed now, opportunities of a bank."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.money import format_ppm
from ..shared.tables import columns
from ..shared.todo import Tile, Todo
from .models import Opportunity
from .queries_matching import bank_opportunities_query, chances_query, count_rows
from .run_match import find_current_run


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """What the person can do with what matching found."""
    if actor.kind == "enterprise":
        return [_ready(session, actor, today)]
    if actor.kind == "operator":
        return [_never_matched(session)]
    return []


def tiles(session: Session, actor: Actor, today: date) -> list[Tile]:
    """The figures of matching."""
    if actor.kind == "enterprise":
        return [_short(session, actor, today)]
    if actor.kind == "bank":
        return _bank_tiles(session, actor, today)
    if actor.kind in ("operator", "regulator"):
        return _run_tiles(session)
    return []


def _standing(actor: Actor, today: date, standing: str) -> Select[Any]:
    query = chances_query(actor, today)
    named = {column.name: column for column in query.selected_columns}
    return query.where(named["standing"].element == standing)


def _ready(session: Session, actor: Actor, today: date) -> Todo:
    return Todo(
        _("单据可以申请融资"),
        count_rows(session, _standing(actor, today, "ready")),
        url_for("matching.opportunities", standing="ready"),
        hint=_("有银行的产品符合，比较后申请"),
    )


def _short(session: Session, actor: Actor, today: date) -> Tile:
    count = count_rows(session, _standing(actor, today, "none"))
    path = url_for("matching.opportunities", standing="none")
    return Tile(_("还差条件的单据"), str(count), path, _("看看差哪一项、怎样补上"))


def _bank_tiles(session: Session, actor: Actor, today: date) -> list[Tile]:
    query = bank_opportunities_query(actor, today)
    recommended = query.where(columns(Opportunity).recommended_fen > 0)
    path = url_for("matching.opportunities")
    return [
        Tile(_("融资机会"), str(count_rows(session, query)), path),
        Tile(
            _("推荐给贵行"),
            str(count_rows(session, recommended)),
            url_for("matching.opportunities", recommended="yes"),
            _("按贵行的产品和额度"),
        ),
    ]


def _never_matched(session: Session) -> Todo:
    waits = 1 if find_current_run(session) is None else 0
    return Todo(_("还没有做过匹配"), waits, url_for("matching.runs"), hint=_("开始第一次匹配"))


def _run_tiles(session: Session) -> list[Tile]:
    run = find_current_run(session)
    if run is None:
        return []
    path = url_for("matching.runs_show", run_id=run.id)
    gap = format_ppm(round(run.gap * 1_000_000))
    return [
        Tile(
            _("推荐单据"),
            str(run.funded_assets),
            path,
            _("共 %(n)s 张可匹配", n=run.assets),
        ),
        Tile(_("与理论上限相差"), gap, path, _("越小越好")),
    ]
