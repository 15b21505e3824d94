"""What every page is given: navigation, unread notices, filters that print, macros."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, get_flashed_messages, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from . import __version__, navigation
from .accounts.queries import count_unread
from .config import Settings
from .shared.chinese_numbers import capital_amount
from .shared.clock import SHANGHAI
from .shared.dates import format_date_zh, format_day
from .shared.money import format_ppm, format_wan, format_yuan
from .shared.web import find_viewer, get_session, today

ROLE_NAMES: Mapping[str, Any] = {
    "enterprise": _l("企业"),
    "bank": _l("银行"),
    "guarantor": _l("担保公司"),
    "regulator": _l("监管部门"),
    "operator": _l("平台运营"),
}


MEMBER_ROLES: Mapping[str, Any] = {
    "clerk": _l("经办"),
    "approver": _l("审批"),
    "administrator": _l("管理员"),
}


@dataclass(frozen=True)
class Shell:
    """The frame around a page."""

    groups: list[navigation.Group]
    unread: int
    role: Any


def register(app: Flask, settings: Settings) -> None:
    """Attach filters, globals and the context of every template."""
    app.jinja_env.filters.update(
        yuan=format_yuan,
        wan=format_wan,
        percent=format_ppm,
        capital=capital_amount,
        day=show_day,
        in_words=lambda value: format_day(value) if value else "—",
        moment=show_moment,
        days_left=days_left,
        role_name=lambda role: str(MEMBER_ROLES.get(role, role)),
    )
    app.jinja_env.globals.update(version=__version__, is_demo=settings.is_demo)
    app.context_processor(_context)
    with app.app_context():
        app.jinja_env.globals["ui"] = app.jinja_env.get_template("shared/macros.html").module


def _context() -> dict[str, Any]:
    actor = find_viewer()
    return {
        "actor": actor,
        "shell": _shell(),
        "english": str(get_locale()) == "en",
        "flashes": lambda: get_flashed_messages(with_categories=True),
    }


def _shell() -> Shell | None:
    actor = find_viewer()
    if actor is None:
        return None
    endpoint = request.endpoint or ""
    return Shell(
        groups=navigation.groups_for(actor, endpoint, url_for),
        unread=count_unread(get_session(), actor),
        role=_l("核心企业") if actor.is_core else ROLE_NAMES[actor.kind],
    )


def show_day(value: date | None) -> str:
    """A date as people read it, in the page's language; a dash when there is none."""
    if value is None:
        return "—"
    if str(get_locale()) == "en":
        return value.strftime("%d %b %Y (%a)")
    return format_date_zh(value)


def show_moment(value: datetime | None) -> Markup | str:
    """Date and time in Shanghai, to the minute."""
    if value is None:
        return "—"
    local = value.astimezone(SHANGHAI)
    return Markup('<time datetime="{}">{}</time>').format(
        local.isoformat(timespec="minutes"), local.strftime("%Y-%m-%d %H:%M")
    )


def days_left(value: date | None) -> int | None:
    """Days from the business date to ``value``; negative when it has passed."""
    return None if value is None else (value - today()).days
