"""What waits in the financing of one's firm or bank: each count is that of the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.todo import Tile, Todo
from .queries import count_applications


@dataclass(frozen=True, slots=True)
class _Group:
    """A list that waits for somebody."""

    state: str
    title: Any
    hint: Any
    concerns: Callable[[Actor], bool]
    mine: bool = False

    @property
    def path(self) -> str:
        return f"/applications?state={self.state}" + ("&mine=1" if self.mine else "")


def _is_clerk(actor: Actor) -> bool:
    return actor.kind == "bank" and actor.has("clerk")


def _is_approver(actor: Actor) -> bool:
    return actor.kind == "bank" and actor.has("approver")


def _is_firm(actor: Actor) -> bool:
    return actor.kind == "enterprise"


GROUPS = (
    _Group("submitted", _l("新的融资申请待受理"), _l("打开后点「受理」"), _is_clerk),
    _Group(
        "reviewing", _l("我受理的申请待报价"), _l("审查后报价、退回补件或拒绝"), _is_clerk, True
    ),
    _Group("accepted", _l("企业已接受，待办登记"), _l("在中登网登记后录入编号"), _is_clerk),
    _Group("registered", _l("已登记，待放款"), _l("放款后录入借据"), _is_clerk),
    _Group("approving", _l("报价待审批"), _l("核对后同意或退回"), _is_approver),
    _Group("returned", _l("银行要求补件"), _l("说明补了什么后重新提交"), _is_firm),
    _Group("quoted", _l("收到报价待决定"), _l("比较综合成本后接受或不接受"), _is_firm),
)


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """The groups of the person's role."""
    return [_todo(session, actor, group, today) for group in GROUPS if group.concerns(actor)]


def _todo(session: Session, actor: Actor, group: _Group, today: date) -> Todo:
    count, due = count_applications(session, actor, group.state, group.mine)
    urgent = due is not None and due <= today
    return Todo(group.title, count, group.path, due, group.hint, urgent)


def tiles(_session: Session, _actor: Actor, _today: date) -> list[Tile]:
    """Nothing of its own: the loan book shows what came of it."""
    return []
