"""Colleagues from a file: each row invites one person into the administrator's organisation.

Whoever is in already, or has a link that still works, is left as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..shared.cells import choice_cell, email_cell, text_cell
from ..shared.errors import ItIsNotYours
from ..shared.imports import Applied, Apply, ImportContext, Importer
from ..shared.tables import columns, table
from ..shared.tabular import Column, Row
from .invite_member import own_organisation
from .issue_invitation import Guest, issue_invitation, link_of
from .models import Invitation, Membership, Organisation, User
from .people import hold_people
from .words import ROLE_NAMES

COLUMNS = (
    Column("name", ("姓名",), required=True, parse=text_cell(80)),
    Column("email", ("邮箱", "电子邮箱"), required=True, parse=email_cell),
    Column(
        "role",
        ("角色",),
        required=True,
        parse=choice_cell(
            {"clerk": ("经办",), "approver": ("审批",), "administrator": ("管理员",)}
        ),
    ),
    Column("phone", ("电话", "联系电话", "手机"), parse=text_cell(30)),
)


@dataclass
class _Import:
    """Who is in, and who is invited, by mail address in lower case."""

    context: ImportContext
    organisation: Organisation
    members: dict[str, set[str]] = field(default_factory=dict)
    invited: dict[str, str] = field(default_factory=dict)

    def load(self) -> None:
        session, own = self.context.session, self.organisation.id
        user, member, link = columns(User), columns(Membership), columns(Invitation)
        people = (
            select(user.email, member.role)
            .join(table(Membership), member.user_id == user.id)
            .where(member.organisation_id == own, user.email != "")
        )
        for email, role in session.execute(people):
            self.members.setdefault(email.lower(), set()).add(role)
        links = select(link.email, link.role).where(
            link.organisation_id == own,
            link.used_at.is_(None),
            link.revoked_at.is_(None),
            link.expires_at > self.context.now,
        )
        self.invited = {email.lower(): role for email, role in session.execute(links) if email}

    def apply(self, row: Row) -> Applied:
        email, role = row.text("email"), row.text("role")
        if email in self.members:
            if role not in self.members[email]:
                self.context.warn(row, "role", _("此人已在本单位，角色请在「用户」页更改"))
            return "unchanged"
        if email in self.invited:
            if role != self.invited[email]:
                self.context.warn(row, "role", _("此人已受邀，要改角色请先撤回原来的邀请"))
            return "unchanged"
        self._invite(row)
        return "new"

    def _invite(self, row: Row) -> None:
        context = self.context
        guest = Guest(row.text("name"), row.text("email"), row.text("role"), row.text("phone"))
        token = issue_invitation(
            context.session,
            context.actor,
            self.organisation,
            guest,
            context.now,
            context.public_url,
        )
        self.invited[guest.email] = guest.role
        link = link_of(context.public_url, token)
        words = str(ROLE_NAMES[guest.role])
        context.handouts.append([guest.contact_name, guest.email, words, guest.phone, link])


def _prepare(context: ImportContext, _rows: Sequence[Row]) -> Apply:
    if context.actor.organisation_id is None:
        raise ItIsNotYours(gettext("请指明是哪家单位的人员（--as 统一社会信用代码）"))
    job = _Import(context, own_organisation(context.session, context.actor))
    if context.keep:
        hold_people(context.session, context.actor)
    job.load()
    return job.apply


PEOPLE = Importer(
    "people",
    _l("邀请同事"),
    COLUMNS,
    ("email",),
    _prepare,
    handout=(_l("姓名"), _l("邮箱"), _l("角色"), _l("电话"), _l("邀请链接")),
)
