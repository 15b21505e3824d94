"""The same chain in rustworkx, where that is installed."""

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Any

from graph.model import EnterpriseNode, Record, Supplies

IS_THERE = find_spec("rustworkx") is not None


def rust_chain(records: Iterable[Record]) -> Any:
    """The same in rustworkx, goods against their flow; None where it is not installed."""
    if not IS_THERE:
        return None
    import rustworkx

    rust = rustworkx.PyDiGraph()
    known = list(records)
    firms = [record.id for record in known if isinstance(record, EnterpriseNode)]
    place = dict(zip(firms, rust.add_nodes_from(firms), strict=True))
    pairs = [(place[r.buyer], place[r.supplier]) for r in known if isinstance(r, Supplies)]
    rust.extend_from_edge_list(pairs)
    return rust


def rust_answers(rust: Any, cores: list[str]) -> dict[str, Callable[[], object]]:
    """What rustworkx answers as well; nothing where it is not installed."""
    if rust is None:
        return {}
    import rustworkx

    chosen = set(cores)
    places = [place for place in rust.node_indices() if rust[place] in chosen]
    rooted_ = rust.copy()
    root = rooted_.add_node("root")
    rooted_.extend_from_edge_list([(root, place) for place in places])
    return {
        "tiers": lambda: rustworkx.bfs_layers(rust, places),
        "components": lambda: rustworkx.strongly_connected_components(rust),
        "single points": lambda: rustworkx.immediate_dominators(rooted_, root),
    }
