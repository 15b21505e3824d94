"""Some of the two thousand bad files of the soak: every fault is named, nothing breaks."""

from pathlib import Path
from random import Random

import pytest

from tests.unit.matching import bad_files
from tests.unit.matching.bad_files import matched, named_in_place, refused_or_matched
from tests.unit.matching.broken_files import BAD, Files

IN_PLACE, BLIND = 450, 150


def test_every_fault_is_named_with_file_row_column_and_mend(tmp_path: Path) -> None:
    met: set[tuple[str, str]] = set()
    for seed in range(IN_PLACE):
        met |= {(file, column) for file, _, column in named_in_place(seed, tmp_path)}
    assert met >= {(file, column) for file, columns in BAD.items() for column in columns}


def test_files_with_any_bytes_are_refused_or_matched(tmp_path: Path) -> None:
    refused = sum(refused_or_matched(seed, tmp_path) for seed in range(BLIND))
    assert BLIND // 3 < refused < BLIND


def test_a_fault_that_is_passed_over_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(folder: Path) -> object:
        status, told = matched(folder)
        return status, told | {"errors": told.get("errors", [])[1:]}

    monkeypatch.setattr(bad_files, "matched", silent)
    with pytest.raises(AssertionError):
        for seed in range(10):
            named_in_place(seed, tmp_path)


def test_files_without_a_fault_are_matched(tmp_path: Path) -> None:
    Files.of(Random(0)).write(tmp_path)
    status, told = matched(tmp_path)
    assert (status, told["assets"]) == (0, 7)
    assert told["funded_assets"] > 0
