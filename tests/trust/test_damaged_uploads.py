"""Damaged files never bring the house down: a small share of the long run."""

import pytest
from mutations import bomb
from soak_uploads import MOST_SECONDS, upload_one

from lianqiao.shared.database import Database
from lianqiao.shared.tabular import FileIsRefused, read_table


def test_damaged_files_are_applied_or_refused_in_words(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    slowest = max(upload_one(database, seed) for seed in range(240))
    database.dispose()
    assert slowest < MOST_SECONDS


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileIsRefused):
        read_table(bomb(), "演示.xlsx")
