"""Size classes at signing of many pairs of firms in a few queries."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlmodel import Session

from ..registry.bulk import in_parts
from ..registry.models import Enterprise, TradeLink
from ..shared.tables import columns


class SizeBook:
    """Of creditor and debtor: the classes when their contract was signed (order 802, art. 3).

    Those of the link, an active one before others; of the firms as they are now where no link
    tells. ``links`` are the links themselves, by seller and buyer.
    """

    def __init__(self, session: Session, firm_ids: Iterable[str]) -> None:
        ids = list(dict.fromkeys(firm_ids))
        self._now: dict[str, str] = {}
        self.links: dict[tuple[str, str], TradeLink] = {}
        firm = columns(Enterprise)
        for part in in_parts(ids):
            query = select(firm.id, firm.size_class).where(firm.id.in_(part))
            self._now |= {row.id: row.size_class for row in session.execute(query)}
            self._read_links(session, part)

    def _read_links(self, session: Session, ids: Iterable[str]) -> None:
        link = columns(TradeLink)
        query = select(TradeLink).where(or_(link.core_id.in_(ids), link.partner_id.in_(ids)))
        for row in session.execute(query.order_by(link.created_at, link.id)).scalars():
            supplied = row.direction == "supplier"
            pair = (row.partner_id, row.core_id) if supplied else (row.core_id, row.partner_id)
            known = self.links.get(pair)
            if known is None or _counts_more(row, known):
                self.links[pair] = row

    def of(self, creditor_id: str, debtor_id: str) -> tuple[str, str]:
        """Classes of creditor and debtor; empty where a firm is not known."""
        row = self.links.get((creditor_id, debtor_id))
        if row is None or not row.core_size:
            return self._now.get(creditor_id, ""), self._now.get(debtor_id, "")
        if row.core_id == debtor_id:
            return row.partner_size, row.core_size
        return row.core_size, row.partner_size

    def trades(self, creditor_id: str, debtor_id: str) -> bool:
        """Whether an active link says that the one supplies the other."""
        row = self.links.get((creditor_id, debtor_id))
        return row is not None and row.state == "active"


def _counts_more(row: TradeLink, known: TradeLink) -> bool:
    """An active link before others, one that tells sizes before one that does not, the later."""
    rank = (row.state == "active", bool(row.core_size))
    return rank >= (known.state == "active", bool(known.core_size))
