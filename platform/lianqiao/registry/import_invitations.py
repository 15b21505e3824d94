"""First administrators of many partners from a file: each row invites one person into one firm.

A firm invites whom the rules let it invite; the operator every approved firm where nobody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from ..accounts.invite_member import end_open_ones
from ..accounts.issue_invitation import Guest, issue_invitation, link_of
from ..accounts.models import Invitation, Membership, Organisation, User
from ..accounts.rules import takes_newcomers
from ..shared.cells import email_cell, text_cell, uscc_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns, table
from ..shared.tabular import Column, Row
from .bulk import in_parts
from .hold_firms import hold_firms
from .merged import merged_words, refuse_merged
from .models import Enterprise, TradeLink
from .permission import own_firm
from .rules import OTHER_WAY, why_not_invite

COLUMNS = (
    Column("uscc", ("统一社会信用代码", "信用代码"), required=True, parse=uscc_cell),
    Column("contact", ("联系人",), parse=text_cell(80)),
    Column("email", ("邮箱", "联系人邮箱", "电子邮箱"), required=True, parse=email_cell),
)


@dataclass(frozen=True)
class _Tie:
    """What a firm is to the inviter, over all links between the two."""

    is_customer: bool
    is_active: bool


@dataclass
class _Import:
    """The firms by code, their people and open links by mail address, and their ties to us."""

    context: ImportContext
    own: Enterprise | None
    firms: dict[str, tuple[Organisation, Enterprise]] = field(default_factory=dict)
    ties: dict[str, _Tie] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    invited: dict[str, set[str]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    def load(self, codes: Sequence[str]) -> None:
        session = self.context.session
        if self.context.keep:
            hold_firms(session, codes)
        self.merged = merged_words(session, codes)
        for part in in_parts(codes):
            query = (
                select(Organisation, Enterprise)
                .join(Enterprise, columns(Enterprise).id == columns(Organisation).id)
                .where(columns(Enterprise).uscc.in_(part))
            )
            self.firms |= {firm.uscc: (one, firm) for one, firm in session.execute(query)}
        ids = [firm.id for _organisation, firm in self.firms.values()]
        self._load_people(ids)
        if self.own is not None:
            self._load_ties(self.own.id)

    def _load_people(self, ids: Sequence[str]) -> None:
        user, member, link = columns(User), columns(Membership), columns(Invitation)
        for part in in_parts(ids):
            people = (
                select(member.organisation_id, user.email)
                .join(table(User), user.id == member.user_id)
                .where(member.organisation_id.in_(part))
            )
            for firm, email in self.context.session.execute(people):
                self.members.setdefault(firm, set()).add(email.lower())
            links = select(link.organisation_id, link.email).where(
                link.organisation_id.in_(part),
                link.used_at.is_(None),
                link.revoked_at.is_(None),
                link.expires_at > self.context.now,
            )
            for firm, email in self.context.session.execute(links):
                self.invited.setdefault(firm, set()).add(email.lower())

    def _load_ties(self, own: str) -> None:
        """A firm that is supplier and customer at once counts as a customer."""
        link = columns(TradeLink)
        query = select(link.core_id, link.partner_id, link.direction, link.state).where(
            or_(link.core_id == own, link.partner_id == own)
        )
        for core, partner, direction, state in self.context.session.execute(query):
            other, way = (partner, direction) if core == own else (core, OTHER_WAY[direction])
            known = self.ties.get(other, _Tie(is_customer=False, is_active=False))
            self.ties[other] = _Tie(
                known.is_customer or way == "customer", known.is_active or state == "active"
            )

    def apply(self, row: Row) -> Applied:
        refuse_merged(self.merged, row, "uscc")
        found = self.firms.get(row.text("uscc"))
        if found is None:
            raise RowIsRefused("uscc", _("平台上没有这个代码的企业，请先登记该企业"))
        organisation, firm = found
        self._check_right(firm)
        email = row.text("email")
        if email in self.members.get(firm.id, ()) or email in self.invited.get(firm.id, ()):
            return "unchanged"
        self._check_empty(organisation)
        self._invite(row, organisation)
        return "changed" if firm.id in self.invited else "new"

    def _check_empty(self, organisation: Organisation) -> None:
        if self.own is None and organisation.state == "applied":
            raise RowIsRefused("uscc", _("先同意开通，再邀请管理员"))
        if not takes_newcomers(organisation.state):
            raise RowIsRefused("uscc", _("该单位已停用、未通过审核或已合并，不能邀请"))
        if organisation.id in self.members:
            raise RowIsRefused("uscc", _("该单位已有人加入，由它的管理员邀请其他人"))

    def _check_right(self, firm: Enterprise) -> None:
        if self.own is None:
            return
        tie = self.ties.get(firm.id)
        if tie is None:
            raise RowIsRefused("uscc", _("贵公司与该企业没有合作关系，请先登记合作关系"))
        words = why_not_invite(
            registered_by=firm.registered_by,
            inviter=self.own.id,
            inviter_is_core=self.own.is_core,
            partner_is_core=firm.is_core,
            partner_is_customer=tie.is_customer,
            link_is_active=tie.is_active,
        )
        if words:
            raise RowIsRefused("uscc", words)

    def _invite(self, row: Row, organisation: Organisation) -> None:
        """An earlier link that went to somebody else dies."""
        context = self.context
        if organisation.id in self.invited:
            end_open_ones(context.session, organisation.id, context.now)
        guest = Guest(row.text("contact"), row.text("email"))
        token = issue_invitation(
            context.session, context.actor, organisation, guest, context.now, context.public_url
        )
        link = link_of(context.public_url, token)
        context.handouts.append(
            [organisation.name, row.text("uscc"), guest.contact_name, guest.email, link]
        )


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    own = None if context.actor.is_operator else own_firm(context.session, context.actor)
    job = _Import(context, own)
    job.load([row.text("uscc") for row in rows])
    return job.apply


INVITATIONS = Importer(
    "invitations",
    _l("邀请企业的第一位管理员"),
    COLUMNS,
    ("uscc",),
    _prepare,
    handout=(_l("企业"), _l("统一社会信用代码"), _l("联系人"), _l("邮箱"), _l("邀请链接")),
)
