"""The five conditions of a renewal that stays 正常 (金规〔2024〕13号), ticked from data."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlmodel import Session

from ..registry.queries import find_dishonest
from ..shared.models import StateChange
from ..shared.tables import columns, table
from ..trade.models import Asset
from .models import Loan, Renewal

CONDITIONS: Final[Mapping[str, Any]] = {
    "lawful": _l("依法合规经营"),
    "operating": _l("生产经营正常，具有持续经营能力"),
    "credit": _l("信用状况良好，没有挪用贷款、欠贷欠息、逃废债务"),
    "standards": _l("符合发放新贷款的条件和标准"),
    "others": _l("满足银行要求的其他条件"),
}
"""In the order of the document."""

LOOK_BACK: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Finding:
    """What data say of a condition: met, not met, or nothing, so that somebody is asked."""

    key: str
    met: bool | None
    source: str
    by_hand: bool = False


def look_up(session: Session, renewal: Renewal, today: date) -> list[Finding]:
    """What the platform knows; of loans, only those of the bank that asks."""
    found = {
        "lawful": _lawful(session, renewal.borrower_id, today),
        "operating": _operating(session, renewal.borrower_id, today),
        "credit": _credit(session, renewal),
    }
    return [
        Finding(key, *found.get(key, (None, _("平台没有数据，请经办核实后填写"))))
        for key in CONDITIONS
    ]


def _lawful(session: Session, borrower_id: str, today: date) -> tuple[bool, str]:
    dishonest = find_dishonest(session, borrower_id, today)
    words = _("已列入失信名单") if dishonest else _("失信名单中没有该企业")
    return not dishonest, words


def _operating(session: Session, borrower_id: str, today: date) -> tuple[bool | None, str]:
    row = columns(Asset)
    query = (
        select(func.count())
        .select_from(table(Asset))
        .where(
            or_(row.creditor_id == borrower_id, row.debtor_id == borrower_id),
            row.confirmed_fen > 0,
            row.issue_date > today - LOOK_BACK,
        )
    )
    count = int(session.execute(query).scalar_one())
    if not count:
        return None, _("近一年平台上没有已确权的单据，请经办核实经营情况")
    return True, _("近一年有 %(n)s 笔已确权的应收账款或订单", n=count)


def _credit(session: Session, renewal: Renewal) -> tuple[bool, str]:
    loan, step = columns(Loan), columns(StateChange)
    query = (
        select(func.count(loan.id.distinct()))
        .join(table(StateChange), step.subject_id == loan.id)
        .where(
            loan.bank_id == renewal.bank_id,
            loan.borrower_id == renewal.borrower_id,
            step.machine == "loan",
            step.to_state.in_(("overdue", "risk", "written_off")),
        )
    )
    late = int(session.execute(query).scalar_one())
    if late:
        return False, _("在本行有 %(n)s 笔贷款发生过逾期", n=late)
    return True, _("在本行没有逾期记录")


def answered(findings: Sequence[Finding], answers: Mapping[str, bool]) -> list[dict[str, Any]]:
    """The findings with what the officer decided, as they are kept."""
    return [asdict(_decided(finding, answers[finding.key])) for finding in findings]


def _decided(finding: Finding, met: bool) -> Finding:
    """What the officer says, beside what data said; ``by_hand`` where the two differ."""
    if finding.met is None:
        return Finding(finding.key, met, _("由经办核实"))
    return Finding(finding.key, met, finding.source, by_hand=met != finding.met)
