"""The hard stop: a firm on the list of dishonest debtors is not financed until it is off it."""

from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from .errors import TheFirmIsDishonest
from .queries import find_dishonest


def refuse_dishonest(session: Session, enterprise_id: str, today: date) -> None:
    """Raises TheFirmIsDishonest where an entry stands on that day."""
    if find_dishonest(session, enterprise_id, today):
        words = _("该企业在失信名单中，不能融资。履行义务后可在企业资料里申请信用修复，移出后恢复")
        raise TheFirmIsDishonest(words)
