"""The documents that a file may change, held before its first row is applied.

A row that confirms a receivable may move the financing of its order, so the orders come first,
as on every page: whoever enters a credit note or confirms at the same moment waits and is not
waited for.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ..registry.bulk import in_parts
from ..shared.tables import columns
from ..shared.tabular import Row
from .enter_asset import NUMBER_FIELDS
from .import_book import Book
from .models import Asset
from .order_family import hold_families


def hold_rows(book: Book, rows: Sequence[Row], seller: str) -> None:
    """Hold what the rows name, and read it anew; ``seller`` is the column of the seller's code.

    A preview holds nothing: it is undone, and nobody is to wait for it.
    """
    if book.context.keep:
        known = _known(book, rows, seller)
        hold_families(book.context.session, [*known, *_orders(book, rows)])


def _known(book: Book, rows: Sequence[Row], seller: str) -> Iterator[str]:
    number = NUMBER_FIELDS[book.kind]
    for row in rows:
        firm = book.firms.get(row.text(seller))
        code = str(row.values.get("invoice_code") or "")
        known = book.known.get((firm.id, code, row.text(number))) if firm else None
        if known is not None:
            yield known.id


def _orders(book: Book, rows: Sequence[Row]) -> Iterator[str]:
    """The orders that rows of receivables name: what is lent on them may move."""
    if book.kind != "receivable":
        return
    asset = columns(Asset)
    sellers = {firm.id for firm in book.firms.values()}
    named = (str(row.values.get("order_no") or "").strip() for row in rows)
    for part in in_parts(number for number in named if number):
        query = select(asset.id, asset.creditor_id).where(
            asset.kind == "order", asset.document_no.in_(part)
        )
        for asset_id, creditor_id in book.context.session.execute(query):
            if creditor_id in sellers:
                yield asset_id
