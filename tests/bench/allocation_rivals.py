"""Who gets what, decided in other ways: two queues, a flow, HiGHS with and without whole assets."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from matching._quiet import output_aside
from matching.book import Book, Choices
from matching.exact import Mip
from matching.instance import Instance
from matching.model import PPM
from matching.problem import Problem

ALL_OFFERS = 1_000


@dataclass(frozen=True, slots=True)
class Decided:
    """Net proceeds in fen, None where the time did not do; and what is to be said of it."""

    fen: float | None
    remark: str = ""


def first_come(instance: Instance, problem: Problem) -> Decided:
    """Assets as they stand in the file."""
    rows = problem.pairs.asset[problem.start[:-1]].tolist()
    ids = instance.assets.ids
    return _in_order(problem, sorted(range(problem.slots), key=lambda slot: ids[rows[slot]]))


def best_score(problem: Problem) -> Decided:
    """Assets by the best proceeds per yuan that they could have."""
    best = np.maximum.reduceat(problem.value / problem.fen, problem.start[:-1])
    return _in_order(problem, np.argsort(-best, kind="stable").tolist())


def _in_order(problem: Problem, slots: Iterable[int]) -> Decided:
    """Each asset in turn takes the product with the highest net that still fits."""
    choices = Choices.at(problem, np.zeros(len(problem.room)), ALL_OFFERS)
    book = Book(problem, choices)
    for slot in slots:
        book.place(slot)
    return Decided(book.value)


def network_simplex(instance: Instance, problem: Problem) -> Decided:
    """The flow that knows quotas and banks only; it breaks the other lines and splits everything.

    In yuan; what an asset may send is its largest principal. Not an allocation.
    """
    flow: nx.DiGraph[str] = nx.DiGraph()
    ends = np.append(np.flatnonzero(np.diff(problem.slot)), len(problem.slot) - 1)
    most = np.maximum.reduceat(problem.fen, problem.start[:-1])
    supply = (most // 100).tolist()
    rows = zip(
        problem.slot.tolist(), problem.pairs.product.tolist(), problem.fen.tolist(), strict=True
    )
    net = np.rint(problem.value / problem.fen * PPM).astype(np.int64).tolist()
    for (slot, product, fen), each in zip(rows, net, strict=True):
        flow.add_edge(f"a{slot}", f"p{product}", capacity=fen // 100, weight=-each)
    for slot in range(len(ends)):
        flow.add_edge("source", f"a{slot}", capacity=supply[slot], weight=0)
    room = dict(zip(problem.names, problem.room.tolist(), strict=True))
    for number, product in enumerate(instance.products):
        if f"p{number}" in flow:
            _pipe(flow, f"p{number}", f"b{product.bank}", product.quota_fen)
    for bank in {product.bank for product in instance.products}:
        if f"b{bank}" in flow:
            _pipe(flow, f"b{bank}", "sink", room.get(f"bank:{bank}"))
    flow.add_edge("source", "sink", weight=0)
    total = sum(supply)
    flow.nodes["source"]["demand"], flow.nodes["sink"]["demand"] = -total, total
    cost, _ = nx.network_simplex(flow)
    return Decided(-cost / PPM * 100, "breaks lines of firms")


def _pipe(flow: "nx.DiGraph[str]", tail: str, head: str, most_fen: int | None) -> None:
    if most_fen is None:
        flow.add_edge(tail, head, weight=0)
    else:
        flow.add_edge(tail, head, capacity=most_fen // 100, weight=0)


def highs(problem: Problem, seconds: float, *, relaxed: bool) -> Decided:
    """HiGHS through scipy within a time; relaxed: its linear program, a bound."""
    with output_aside():
        found = Mip.of(problem).solved({"time_limit": seconds}, relaxed=relaxed)
    if found.x is None:
        return Decided(None, f"nothing in {seconds:.0f} s")
    remark = "" if found.status == 0 else f"cut after {seconds:.0f} s"
    if relaxed:
        return Decided(-found.fun * problem.value.max(), remark or "a bound")
    return Decided(-found.fun * problem.value.max(), remark)


def rivals(
    instance: Instance, problem: Problem, seconds: float, *, small: bool
) -> dict[str, Callable[[], Decided]]:
    """Every other way; flow and linear program for small instances only."""
    ways: dict[str, Callable[[], Decided]] = {
        "first come": lambda: first_come(instance, problem),
        "best score": lambda: best_score(problem),
    }
    if small:
        ways["network simplex"] = lambda: network_simplex(instance, problem)
        ways["HiGHS LP"] = lambda: highs(problem, seconds, relaxed=True)
    ways["HiGHS MIP"] = lambda: highs(problem, seconds, relaxed=False)
    return ways


def demand_over_limits(instance: Instance, problem: Problem) -> float:
    """What all assets ask at most, by what quotas and banks allow together."""
    best = np.maximum.reduceat(problem.fen, problem.start[:-1]).sum()
    held: dict[str, int] = {}
    for product in instance.products:
        held[product.bank] = held.get(product.bank, 0) + (product.quota_fen or sys.maxsize)
    ceiling = {limit.bank: limit.limit_fen for limit in instance.limits if limit.scope == "bank"}
    allowed = sum(min(fen, ceiling.get(bank, fen)) for bank, fen in held.items())
    return float(best / max(allowed, 1))
