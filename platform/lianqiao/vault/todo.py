"""What waits in the vault: documents that have expired or soon will."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.todo import Todo
from .queries import count_ending


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """Documents of the person's organisation that need a newer version."""
    if actor.kind not in ("enterprise", "bank"):
        return []
    hint = _("换上新版；不再用的就撤下")
    found = []
    for standing, title in (
        ("expired", _("文件已过期")),
        ("expiring", _("文件快到期")),
    ):
        count, nearest = count_ending(session, actor, standing, today)
        path = url_for("vault.documents", state=standing)
        found.append(Todo(title, count, path, due=nearest, hint=hint))
    return found
