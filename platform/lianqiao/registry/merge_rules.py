"""Rules of merging two firms that are one: values in, a plan or its obstacles out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext as _

from .rules import OTHER_WAY

LIVELINESS = {"active": 2, "proposed": 1}
MERGEABLE = ("applied", "approved")
LIVE_PAPERS = ("entered", "confirming", "disputed", "confirmed")
SHOWN = 5  # numbers of documents in one sentence


@dataclass(frozen=True)
class Obstacle:
    """Why two firms cannot be merged now, and what would mend it."""

    why: Any
    mend: Any


@dataclass(frozen=True)
class Party:
    """What the rules read of a firm."""

    id: str
    name: str
    state: str
    is_core: bool


@dataclass(frozen=True)
class LinkFact:
    """A trade link as the rules read it."""

    id: str
    core_id: str
    partner_id: str
    direction: str
    state: str

    @property
    def is_live(self) -> bool:
        """Whether it is proposed or active."""
        return self.state in LIVELINESS


@dataclass(frozen=True)
class LinkPlan:
    """What becomes of the links of both firms: ids.

    ``ends`` are doubles of a livelier link; ``parked`` stay with the merged firm as its
    history; ``traded`` are the staying firm's own history, which makes room for a livelier
    link of the merged one and goes to it.
    """

    between: tuple[str, ...]
    ends: tuple[str, ...]
    parked: frozenset[str]
    traded: frozenset[str]


@dataclass(frozen=True)
class Taken:
    """A bank's limit for a firm: the ceiling and what is taken under it, in fen."""

    ceiling_fen: int
    reserved_fen: int
    used_fen: int

    @property
    def fen(self) -> int:
        """What is taken."""
        return self.reserved_fen + self.used_fen


def check_parties(gone: Party, stay: Party) -> list[Obstacle]:
    """What stands against merging these two, apart from what they have."""
    if gone.id == stay.id:
        return [Obstacle(_("选的是同一家企业"), _("请选择两家不同的企业"))]
    found = []
    if gone.state not in MERGEABLE:
        why = _("「%(name)s」已暂停、未通过审核或已合并", name=gone.name)
        found.append(Obstacle(why, _("已暂停的先恢复使用；未通过的没有业务，不需要合并")))
    if stay.state != "approved":
        why = _("保留的「%(name)s」不是已开通的企业", name=stay.name)
        found.append(Obstacle(why, _("先同意开通，或对调两家")))
    if gone.is_core and not stay.is_core:
        why = _("核心企业不能并入一家不是核心企业的企业")
        found.append(Obstacle(why, _("对调两家，保留核心企业")))
    return found


def plan_links(links: Iterable[LinkFact], gone: str, stay: str) -> LinkPlan:
    """Of two links with the same third firm the same way round the livelier stays.

    Either side may have entered a link, so the same relation may be written in two ways; of
    two equally lively ones the staying firm's stays. History that would stand twice under
    the same key stays with the merged firm.
    """
    pair = {gone, stay}
    relations: dict[tuple[str, str], list[LinkFact]] = defaultdict(list)
    between = []
    for link in links:
        if {link.core_id, link.partner_id} == pair:
            between.append(link)
        else:
            relations[_relation(link, pair)].append(link)
    parked = {link.id for link in between if not link.is_live}
    ends: list[str] = []
    traded: set[str] = set()
    for group in relations.values():
        best = _liveliest(group, stay)
        ends += [link.id for link in group if link.is_live and link is not best]
        for link, rival in _rivals(group, gone, stay):
            if link is best:
                traded.add(rival.id)
            else:
                parked.add(link.id)
    live = tuple(link.id for link in between if link.is_live)
    return LinkPlan(live, tuple(ends), frozenset(parked), frozenset(traded))


def _relation(link: LinkFact, pair: set[str]) -> tuple[str, str]:
    """The third firm, and what it is to either of the two."""
    if link.core_id in pair:
        return link.partner_id, link.direction
    return link.core_id, OTHER_WAY[link.direction]


def _liveliest(group: Sequence[LinkFact], stay: str) -> LinkFact | None:
    live = [link for link in group if link.is_live]
    return max(
        live,
        key=lambda link: (LIVELINESS[link.state], stay in (link.core_id, link.partner_id)),
        default=None,
    )


def _rivals(group: Sequence[LinkFact], gone: str, stay: str) -> list[tuple[LinkFact, LinkFact]]:
    """Links of the merged firm that would stand under the key of one of the staying firm."""
    kept = {
        (link.core_id, link.partner_id): link
        for link in group
        if gone not in (link.core_id, link.partner_id)
    }
    found = []
    for link in group:
        ends = [stay if end == gone else end for end in (link.core_id, link.partner_id)]
        rival = kept.get((ends[0], ends[1]))
        if rival is not None and rival is not link:
            found.append((link, rival))
    return found


def check_limits(gone: Taken, stay: Taken) -> Obstacle | None:
    """Whether what is taken under both limits of one bank fits under the staying firm's.

    The words name no bank: which bank lends to whom is not the operator's to know.
    """
    mend = _("请企业联系授信银行：结清其中一家的占用，或把额度并到保留的企业，再来合并")
    if gone.fen and stay.fen:
        return Obstacle(_("两家在同一家银行都有正在占用的额度"), mend)
    if gone.fen > stay.ceiling_fen:
        return Obstacle(_("保留的企业在一家银行的额度，容不下被合并企业已占用的部分"), mend)
    return None


def place_of_same_paper(gone_state: str, stay_state: str) -> Literal["park", "trade", "refuse"]:
    """The same document stands under both firms: which of the two stays with the merged one.

    ``park`` that of the merged firm, ``trade`` that of the staying one, which was withdrawn;
    ``refuse`` where both live, or one lives that was paid under the other firm.
    """
    if gone_state == "withdrawn":
        return "park"
    if stay_state == "withdrawn":
        return "trade"
    both_over = gone_state not in LIVE_PAPERS and stay_state not in LIVE_PAPERS
    return "park" if both_over else "refuse"


def same_papers(numbers: Sequence[str]) -> Obstacle:
    """The refusal of a document that stands under both firms."""
    why = _("同一张单据在两家名下都登记了：%(numbers)s", numbers=_some(numbers))
    mend = _("可能是重复登记或重复融资，请先核查：撤回其中一张，或等两张都结清，再来合并")
    return Obstacle(why, mend)


def papers_between(numbers: Sequence[str]) -> Obstacle:
    """The refusal of documents in which the two stand against each other."""
    why = _("两家之间有往来单据：%(numbers)s", numbers=_some(numbers))
    return Obstacle(why, _("互为买卖双方的不像同一家企业，请先核查；录错的请企业撤回"))


def links_between() -> Obstacle:
    """The refusal of a live link between the two."""
    why = _("两家之间登记了合作关系")
    return Obstacle(why, _("互为上下游的不像同一家企业，请先核查；登记错的请企业终止或撤回"))


def set_off_of_both(numbers: Sequence[str]) -> Obstacle:
    """The refusal of a set-off in which both have to answer."""
    why = _("两家都在未办完的抵销里：%(numbers)s", numbers=_some(numbers))
    return Obstacle(why, _("等抵销办完、被拒绝或撤回后再来合并"))


def unknown_collision(what: str) -> Obstacle:
    """The refusal of doubles for which no rule was written."""
    why = _("两家有不能并存的记录（%(what)s）", what=what)
    return Obstacle(why, _("请把这句话告诉平台的维护人员"))


def _some(numbers: Sequence[str]) -> str:
    shown = "、".join(numbers[:SHOWN])
    more = len(numbers) - SHOWN
    return shown if more <= 0 else str(_("%(shown)s 等 %(n)s 张", shown=shown, n=len(numbers)))
