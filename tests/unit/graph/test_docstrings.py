"""Every example in the docstrings of the graph package runs."""

import doctest
import importlib
import pkgutil

import pytest

import graph

MODULES = [f"graph.{module.name}" for module in pkgutil.iter_modules(graph.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_the_package_is_full_of_examples() -> None:
    tried = sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES)
    assert tried >= 40
