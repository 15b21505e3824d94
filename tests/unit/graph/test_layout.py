"""The picture: same for the same graph, nothing on top of anything, words that fit."""

import random
import re
import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kinds import Risk
from graph.layout import picture
from graph.model import (
    BankNode,
    Controls,
    Eligible,
    EnterpriseNode,
    Offers,
    Owes,
    ProductNode,
    ReceivableNode,
    Record,
    Supplies,
    build,
    is_document,
)
from graph.ordering import crossings, order_columns
from graph.picture import Picture, PlacedEdge, PlacedNode
from graph.placing import keep_apart
from graph.routing import nearest_gap
from graph.text import fit, width_px
from graph.view import neighbourhood, visible_part
from graph.words import CHINESE, translated
from tests.unit.graph.worlds import WAN, county, worlds


def chain(records: list[Record]) -> Picture:
    return picture(visible_part(build(records), lambda _node, data: not is_document(dict(data))))


def node(drawn: Picture, name: str) -> PlacedNode:
    return next(placed for placed in drawn.nodes if placed.id == name)


def edge(drawn: Picture, source: str, target: str) -> PlacedEdge:
    return next(line for line in drawn.edges if (line.source, line.target) == (source, target))


def test_the_chain_runs_from_suppliers_to_customers() -> None:
    drawn = chain(county())
    headings = [heading.label for heading in drawn.headings]
    assert headings == [
        "担保机构",
        "二级供应商",
        "一级供应商",
        "核心企业",
        "一级客户",
        "其他企业",
        "银行产品",
        "银行",
    ]
    xs = [node(drawn, name).x for name in ("deep", "supplier", "core", "customer")]
    assert xs == sorted(set(xs))


def test_with_documents_the_money_runs_to_the_banks() -> None:
    drawn = picture(neighbourhood(build(county()), "supplier", lambda _node, _data: True, 3))
    headings = [heading.label for heading in drawn.headings]
    assert headings == ["往来方", "融资企业", "应收账款与订单", "银行产品", "银行"]
    assert node(drawn, "supplier").focus


def test_a_recommended_way_is_emphasised_from_the_firm_to_the_bank() -> None:
    drawn = picture(neighbourhood(build(county()), "supplier", lambda _node, _data: True, 3))
    strong = {(line.source, line.target) for line in drawn.edges if line.emphasised}
    assert strong == {("supplier", "r1"), ("r1", "p1"), ("bank", "p1")}
    assert edge(drawn, "r1", "p1").label == "推荐 100 万元"
    assert "推荐" in drawn.description
    assert "recommended" in {item.kind for item in drawn.legend}


def test_shape_and_word_tell_what_the_colour_tells() -> None:
    drawn = picture(build(county()))
    assert node(drawn, "core").shape == "core"
    assert node(drawn, "r1").sublabel == "应收账款·126 万元"
    assert node(drawn, "p1").sublabel == "年利率 3.35%"
    assert (node(drawn, "deep").risk, node(drawn, "deep").risk_label) == (Risk.HIGH, "高风险")
    shapes = {placed.kind: placed.shape for placed in drawn.nodes}
    assert len(set(shapes.values())) == len(set(shapes) - {"order"})


def test_several_links_of_two_firms_are_one_line_with_all_their_words() -> None:
    records = [*county(), Controls("core", "supplier", "phone")]
    line = edge(picture(build(records)), "core", "supplier")
    assert line.kind == "controls"
    assert [part in line.title for part in ("疑似关联", "应付账款·126 万元", "供货")] == [True] * 3


def test_what_is_not_drawn_is_counted() -> None:
    drawn = chain_of(40, limit=11)
    others = [placed for placed in drawn.nodes if placed.kind == "others"]
    assert [(placed.label, placed.count) for placed in others] == [("另有 30 家", 30)]
    assert others[0].href_key is None


def chain_of(suppliers: int, limit: int = 300) -> Picture:
    firms = [EnterpriseNode(f"s{number:03}", f"示例{number}") for number in range(suppliers)]
    links = [Supplies(firm.id, "core", WAN) for firm in firms]
    return picture(build([EnterpriseNode("core", "演示", True), *firms, *links]), limit=limit)


def test_a_tall_column_is_wrapped() -> None:
    drawn = chain_of(30)
    columns = {placed.x for placed in drawn.nodes if placed.id != "core"}
    assert len(columns) == 3
    assert drawn.height < 14 * 70 + 120


def test_an_empty_graph_is_an_empty_picture() -> None:
    drawn = picture(build([]))
    assert (drawn.nodes, drawn.edges, drawn.legend) == ((), (), ())
    assert drawn.width > 0 < drawn.height


@given(worlds(), st.randoms(use_true_random=False))
def test_the_picture_does_not_depend_on_the_order_of_records(
    records: list[Record], chance: random.Random
) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert picture(build(shuffled)) == picture(build(records))


@given(worlds(), st.integers(1, 30))
def test_no_box_lies_on_another_and_all_lie_in_the_picture(
    records: list[Record], limit: int
) -> None:
    drawn = picture(build(records), limit=limit)
    for one, other in combinations(drawn.nodes, 2):
        beside = abs(one.x - other.x) >= one.w
        assert beside or abs(one.y - other.y) >= one.h
    for placed in drawn.nodes:
        assert 0 <= placed.x <= placed.x + placed.w <= drawn.width
        assert 0 <= placed.y <= placed.y + placed.h <= drawn.height


@given(worlds())
def test_level_pieces_of_lines_run_between_the_boxes(records: list[Record]) -> None:
    assert_lines_run_free(picture(build(records)))


def test_lines_of_a_wrapped_column_run_between_its_rows() -> None:
    drawn = chain_of(60)
    assert sum(len(level_pieces(line.path)) for line in drawn.edges) >= 40
    assert_lines_run_free(drawn)


def assert_lines_run_free(drawn: Picture) -> None:
    for line in drawn.edges:
        for x_from, x_to, y in level_pieces(line.path):
            for box in drawn.nodes:
                apart = x_to <= box.x or x_from >= box.x + box.w
                assert apart or not box.y < y < box.y + box.h


def level_pieces(path: str) -> list[tuple[int, int, int]]:
    ends = re.findall(r"(-?\d+) (-?\d+)H(\d+)", path)
    return [(int(x), int(x_to), int(y)) for x, y, x_to in ends]


def test_three_hundred_nodes_are_drawn_in_half_a_second() -> None:
    graph = build(busy_world())
    assert len(graph) == 300
    began = time.perf_counter()
    drawn = picture(graph)
    assert time.perf_counter() - began < 0.5
    assert len(drawn.nodes) == 300


def busy_world() -> list[Record]:
    """150 firms, 90 documents, 50 products of 10 banks, 900 eligible pairs."""
    chance = random.Random(5)
    firms = [f"f{number}" for number in range(150)]
    records: list[Record] = [EnterpriseNode(firm, firm, firm < "f12") for firm in firms]
    for firm in firms[1:]:
        records.append(Supplies(firm, chance.choice(firms[:20]), chance.randrange(1, 9) * WAN))
    for number in range(90):
        debtor, creditor = chance.sample(firms, 2)
        records.append(ReceivableNode(f"r{number}", f"发票 {number}", WAN))
        records.append(Owes(debtor, creditor, f"r{number}", WAN))
    records += [BankNode(f"b{number}", f"示例银行{number}") for number in range(10)]
    for number in range(50):
        records.append(ProductNode(f"p{number}", f"示例贷{number}"))
        records.append(Offers(f"b{number % 10}", f"p{number}"))
    for _ in range(900):
        pair = (f"r{chance.randrange(90)}", f"p{chance.randrange(50)}")
        records.append(Eligible(*pair, recommended=chance.random() < 0.1))
    return records


def test_the_sweeps_undo_needless_crossings() -> None:
    left, right = list("abcdef"), list("uvwxyz")
    links = dict(zip(left, reversed(right), strict=True))
    neighbours = {one: [other] for pair in links.items() for one, other in (pair, pair[::-1])}
    assert crossings([left, right], neighbours) == 15
    assert crossings(order_columns([left, right], neighbours), neighbours) == 0


@given(st.lists(st.integers(-500, 500), max_size=12))
def test_rows_keep_their_order_and_their_distance(wanted: list[int]) -> None:
    placed = keep_apart(wanted, 68)
    assert all(after - before >= 68 for before, after in pairwise(placed))
    if all(after - before >= 68 for before, after in pairwise(wanted)):
        assert placed == wanted


@given(st.lists(st.integers(0, 8), unique=True, max_size=6), st.integers(0, 800))
def test_a_gap_is_free(rows: list[int], y: int) -> None:
    tops = sorted(64 + 68 * row for row in rows)
    gap = nearest_gap(tops, y)
    assert all(not top < gap < top + 44 for top in tops)


@given(st.text(), st.integers(20, 200))
def test_a_text_fits_its_room(text: str, room: int) -> None:
    assert width_px(fit(text, room, 14), 14) <= room


@pytest.mark.parametrize(
    ("amount_fen", "words"),
    [(0, "0 元"), (50, "0.5 元"), (9_999_99, "9,999.99 元"), (126 * WAN, "126 万元")],
)
def test_amounts_are_written_short(amount_fen: int, words: str) -> None:
    assert CHINESE.amount(amount_fen) == words


def test_another_language_is_a_table_of_words() -> None:
    english = translated({"{tier}级供应商": "Tier {tier} suppliers"}.get, str)  # type: ignore[arg-type]
    assert english.layers["supplier"] == "Tier {tier} suppliers"
