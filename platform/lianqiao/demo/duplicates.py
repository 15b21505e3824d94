"""Firms that were entered twice, one of them merged already; and colleagues who are invited."""

from dataclasses import dataclass

from ..accounts.import_people import PEOPLE
from ..accounts.models import Organisation
from ..registry.merge_firms import merge_firms
from ..registry.models import Enterprise
from ..registry.register_firm import NewFirm
from ..registry.register_partner import NewLink, register_partner
from ..shared import uscc
from .stage import Stage

COLLEAGUES = (
    {"name": "郑示", "email": "zheng@example.com", "role": "经办", "phone": "0566-0000901"},
    {"name": "冯例", "email": "feng@example.com", "role": "审批", "phone": "0566-0000902"},
)
REASON = "换发营业执照，新旧两个代码同为一家，已核对登记机关的变更通知"


@dataclass(frozen=True)
class _Twin:
    """A firm that stands under ``key`` already, as somebody entered it once more."""

    key: str
    by: str
    body: str
    name: tuple[str, str]
    same_phone: bool
    is_merged: bool = False


def add_duplicates(stage: Stage) -> None:
    """Two pairs wait for the operator's eye, a third was merged yesterday."""
    first, second = stage.county.partners("core-b", "supplier")[:2]
    code = stage.county.firms[second].uscc[8:16]
    for twin in (
        _Twin("supplier", "core-d", "MADEM912", ("有限公司", "有限责任公司"), same_phone=True),
        _Twin(second, "core-c", f"{code[:5]}9{code[6:]}", ("有限公司", "公司"), same_phone=False),
        _Twin(first, "core-c", "MADEM911", ("有限公司", "有限责任公司"), True, is_merged=True),
    ):
        _enter(stage, twin)


def _enter(stage: Stage, twin: _Twin) -> None:
    session, day = stage.session, stage.day(-1)
    known = session.get_one(Enterprise, stage.ids[twin.key])
    entered = register_partner(
        session,
        stage.firm(twin.by),
        NewFirm(
            uscc=uscc.make("91341721", twin.body),
            name=session.get_one(Organisation, known.id).name.replace(*twin.name),
            industry=known.industry,
            park=known.park,
            legal_representative=known.legal_representative,
            phone=known.phone if twin.same_phone else "",
        ),
        NewLink("supplier", payment_days=60),
        stage.moment(day),
        day,
    )
    if twin.is_merged:
        operator, at = stage.people["operator"], stage.moment(day)
        merge_firms(session, operator, entered.organisation_id, known.id, REASON, at, day)


def invite_colleagues(stage: Stage) -> None:
    """The core enterprise's administrator has sent for two more people."""
    stage.bring(PEOPLE, stage.people["core"], stage.day(-1), "同事.csv", COLLEAGUES)
