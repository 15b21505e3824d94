"""The links of a run as one graph, and the ways from firms to banks in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.chain import Path
from graph.model import EnterpriseNode, Record, TradeGraph, build
from graph.paths import all_paths, paths_around

from .match_picture import document_records, offer_records


@dataclass(frozen=True, slots=True)
class Way:
    """One way to money as a row of the table. Money in fen."""

    firm: str
    document_no: str
    core: str
    product: str
    bank: str
    principal_fen: int
    cost_fen: int
    mark: str | None
    pair: Any


def graph_of(rows: Sequence[Any], cores: set[str]) -> TradeGraph:
    """The graph of pairs that the viewer was given, and nothing else."""
    return build(_records(rows, cores))


def _records(rows: Sequence[Any], cores: set[str]) -> list[Record]:
    records: list[Record] = []
    for row in rows:
        names = {row.borrower_id: row.borrower, row.core_id: row.core}
        records += document_records(row, names)
        records += [EnterpriseNode(end, names[end], is_core=end in cores) for end in names]
    return records + offer_records(rows)


def ways_in(graph: TradeGraph, rows: Sequence[Any], around: str = "") -> list[Way]:
    """Every way in the graph, or those that a firm, a core enterprise or a bank has a part in."""
    pairs = {(row.asset_id, row.product_id): row for row in rows}
    paths = paths_around(graph, around) if around else all_paths(graph)
    return [_way(path, pairs[path.document, path.product]) for path in paths]


def _way(path: Path, pair: Any) -> Way:
    return Way(
        firm=pair.borrower,
        document_no=pair.document_no,
        core=pair.core,
        product=pair.product,
        bank=pair.bank,
        principal_fen=path.principal_fen,
        cost_fen=path.cost_fen,
        mark="yes" if path.recommended else None,
        pair=pair,
    )
