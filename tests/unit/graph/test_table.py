"""The table beside the picture, and the JSON."""

import json

from hypothesis import given

from graph.model import Record, build
from graph.table import rows, to_json
from tests.unit.graph.worlds import WAN, county, worlds


def test_a_row_reads_as_source_verb_target() -> None:
    row = next(row for row in rows(build(county())) if row.recommended)
    assert row.target is not None
    assert (row.source.label, row.kind, row.target.label) == (
        "发票 20261101",
        "eligible",
        "红色信e贷",
    )
    assert (row.amount_fen, row.cost_fen) == (100 * WAN, WAN)
    assert row.reasons[0].rule == "grade"


def test_a_debt_names_its_document() -> None:
    owed = [row.document for row in rows(build(county())) if row.kind == "owes"]
    assert owed == ["发票 20261101", "发票 20261102"]


def test_a_firm_that_stands_alone_has_a_row() -> None:
    last = rows(build(county()))[-1]
    assert (last.source.label, last.kind, last.target) == ("示例独行商行", None, None)


@given(worlds())
def test_every_link_is_in_the_table_and_in_the_json(records: list[Record]) -> None:
    graph = build(records)
    alone = sum(1 for node in graph if not graph.degree(node))
    assert len(rows(graph)) == graph.number_of_edges() + alone
    sent = json.loads(json.dumps(to_json(graph)))
    assert len(sent["edges"]) == graph.number_of_edges()
    assert [node["id"] for node in sent["nodes"]] == sorted(graph)


def test_json_holds_plain_values() -> None:
    sent = to_json(build(county()))
    text = json.dumps(sent, ensure_ascii=False)
    assert '"due": "2027-01-04"' in text
    assert '{"rule": "grade", "value": "3", "required": "5"}' in text
