"""Some of the two hundred small instances that the soak compares with their optimum."""

import pytest

import matching.allocate
from matching import match
from tests.unit.matching.examples import TODAY
from tests.unit.matching.small_optima import FLOATS, Model, given_by, solved

SEEDS = range(24)


def test_the_objective_of_small_instances_is_the_best_there_is() -> None:
    shared = proved = 0
    for seed in SEEDS:
        result, _ = solved(seed)
        banks = [part.asset_id for part in result.allocations]
        shared += len(banks) > len(set(banks))
        proved += result.gap > 0.01
    assert shared > 2
    assert proved > 12


def test_without_the_exact_step_some_would_fall_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.allocate, "solve_small", lambda _book, _budget: None)
    short = 0
    for seed in range(16):
        given = given_by(seed)
        short += match(*given, TODAY).objective_fen < Model(given).optimum() * (1 - FLOATS) - 1
    assert short > 1
