"""Every column that names a firm is moved by a merge, or left with a reason: new tables too."""

import subprocess
import sys

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from lianqiao.registry import merge_references
from lianqiao.registry.checks import LIVING
from lianqiao.registry.merge_plan import COLLISIONS, PAPERS
from lianqiao.registry.merge_references import FIRM, KEPT, KEPT_TEXTS, MOVED_TEXTS, references
from lianqiao.tables import metadata


def every_column() -> dict[str, Column]:
    return {f"{t.name}.{c.name}": c for t in metadata.sorted_tables for c in t.columns}


def moved() -> set[str]:
    return {f"{one.name}.{name}" for one in references() for name in one.columns}


def test_every_foreign_key_to_a_firm_is_moved_or_kept_for_a_reason() -> None:
    keys = {
        name
        for name, column in every_column().items()
        if any(key.target_fullname in FIRM for key in column.foreign_keys)
    }
    assert keys - moved() - set(KEPT) == set()
    assert moved() - keys == MOVED_TEXTS
    assert set(KEPT) <= keys
    assert not set(KEPT) & moved()


def test_every_id_without_a_foreign_key_is_spoken_of() -> None:
    loose = {
        name
        for name, column in every_column().items()
        if isinstance(column.type, String)
        and column.type.length == 26
        and column.name != "id"
        and not column.foreign_keys
    }
    assert loose == MOVED_TEXTS | set(KEPT_TEXTS)


def test_every_key_in_which_a_firm_stands_has_a_rule_for_doubles() -> None:
    assert {one.name for one in references() if one.keys} == set(COLLISIONS)
    assert set(PAPERS) <= set(COLLISIONS)


def test_what_verify_asks_of_is_moved() -> None:
    assert {f"{name}.{cell}" for name, (cells, _) in LIVING.items() for cell in cells} <= moved()


def test_a_new_table_is_moved_without_being_named(monkeypatch) -> None:
    more = MetaData()
    Table("organisation", more, Column("id", String(26), primary_key=True))
    Table(
        "novelty",
        more,
        Column("id", String(26), primary_key=True),
        Column("firm_id", String(26), ForeignKey("organisation.id"), unique=True),
        Column("word", String(9)),
    )
    monkeypatch.setattr(merge_references, "metadata", more)
    (only,) = references()
    assert (only.name, only.columns) == ("novelty", ("firm_id",))
    assert [key.columns for key in only.keys] == [("firm_id",)]


@pytest.mark.parametrize("module", ["app", "jobs"])
def test_whatever_merges_in_a_process_of_its_own_knows_every_table(module: str) -> None:
    """A table that was not imported would not be walked, and its rows would be left behind."""
    code = f"import lianqiao.{module}; from lianqiao.shared.tables import metadata as m; "
    names = subprocess.run(
        [sys.executable, "-c", code + "print(*sorted(m.tables))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert names == sorted(metadata.tables)
