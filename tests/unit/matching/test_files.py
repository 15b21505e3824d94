"""Input files are read strictly, every fault names its place, and results are written the same."""

import json
import random
from pathlib import Path

import pytest

from matching.check import check
from matching.errors import InputFilesAreFaulty, MatchingRefused, ResultCannotBeWritten
from matching.files import read_instance
from matching.generate import AS_OF, ScaleIsUnknown, generate_instance
from matching.run import match_files
from tests.unit.matching.examples import TODAY

ASSETS = (
    "asset_id,kind,borrower_uscc,core_uscc,park,industry,size,grade,amount,requested,due_date,"
    "splittable,weight\n"
    "A1,receivable,S1,C1,dongzhi,27,small,4,100000.50,,2027-02-21,0,\n"
    "A2,order,S2,C1,dadukou,13,micro,2,20000,15000.1,2027-01-10,1,1.25\n"
)
PRODUCTS = (
    "product_id,bank,kinds,parks,industries,sizes,max_grade,min_amount,max_amount,min_days,"
    "max_days,advance_rate,rate,fee,quota,core_list\n"
    "P1,B1,receivable;order,,27; 13,,6,1000,500000,10,180,80,3.85,0.1,900000,\n"
)
LIMITS = "bank,scope,party_uscc,limit\nB1,bank,,800000\nB1,core,,700000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid instance."""
    for name, text in (("assets", ASSETS), ("products", PRODUCTS), ("limits", LIMITS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def faults(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFilesAreFaulty) as refused:
        read_instance(folder, TODAY)
    assert all(fault.message for fault in refused.value.faults)
    return [(fault.file, fault.row, fault.column) for fault in refused.value.faults]


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_values_are_read_as_integers(folder: Path) -> None:
    instance = read_instance(folder, TODAY)
    assets = {a.asset_id: a for a in map(instance.assets.asset, range(2))}
    assert (assets["A1"].amount_fen, assets["A1"].requested_fen) == (10_000_050, None)
    assert (assets["A2"].requested_fen, assets["A2"].weight_ppm) == (1_500_010, 1_250_000)
    product = instance.products[0]
    assert (product.rate_ppm, product.fee_ppm, product.advance_rate_ppm) == (38_500, 1_000, 800_000)
    assert product.industries == ("13", "27")
    assert instance.limits[0].limit_fen == 80_000_000


@pytest.mark.parametrize(
    ("name", "before", "after", "place"),
    [
        ("assets.csv", "100000.50", "1e5", ("assets.csv", 2, "amount")),
        ("assets.csv", "100000.50", "100000.505", ("assets.csv", 2, "amount")),
        ("assets.csv", "100000.50", "-1", ("assets.csv", 2, "amount")),
        ("assets.csv", "100000.50", "0", ("assets.csv", 2, "amount")),
        ("assets.csv", "100000.50", "", ("assets.csv", 2, "amount")),
        ("assets.csv", "100000.50", "9" * 400, ("assets.csv", 2, "amount")),
        ("assets.csv", "A2,order", "A2,loan", ("assets.csv", 3, "kind")),
        ("assets.csv", "A2,order", "A1,order", ("assets.csv", 3, "asset_id")),
        ("assets.csv", "micro,2", "micro,11", ("assets.csv", 3, "grade")),
        ("assets.csv", "2027-02-21", "2027-02-30", ("assets.csv", 2, "due_date")),
        ("assets.csv", "2027-02-21", "21/02/2027", ("assets.csv", 2, "due_date")),
        ("assets.csv", ",1,1.25", ",yes,1.25", ("assets.csv", 3, "splittable")),
        ("assets.csv", ",1,1.25", ",1,1.2500001", ("assets.csv", 3, "weight")),
        ("assets.csv", ",1,1.25", ",1", ("assets.csv", 3, "")),
        ("assets.csv", "weight\n", "gewicht\n", ("assets.csv", 1, "weight")),
        ("products.csv", "receivable;order", "receivable;gift", ("products.csv", 2, "kinds")),
        ("products.csv", "10,180", "190,180", ("products.csv", 2, "min_days")),
        ("products.csv", "3.85", "three", ("products.csv", 2, "rate")),
        ("products.csv", "3.85", "３.85", ("products.csv", 2, "rate")),
        ("limits.csv", "B1,core", "B1,region", ("limits.csv", 3, "scope")),
        ("limits.csv", "bank,,800000", "bank,X,800000", ("limits.csv", 2, "party_uscc")),
        ("limits.csv", "B1,core,,", "B1,bank,,", ("limits.csv", 3, "party_uscc")),
    ],
)
def test_a_fault_names_file_row_and_column(
    folder: Path, name: str, before: str, after: str, place: tuple[str, int, str]
) -> None:
    change(folder, name, before, after)
    assert faults(folder) == [place]


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder, "assets.csv", "100000.50", "much")
    change(folder, "assets.csv", "micro,2", "micro,0")
    change(folder, "products.csv", "3.85", "cheap")
    (folder / "limits.csv").unlink()
    assert faults(folder) == [
        ("assets.csv", 3, "grade"),
        ("assets.csv", 2, "amount"),
        ("products.csv", 2, "rate"),
        ("limits.csv", 0, ""),
    ]


def test_columns_in_any_order_unknown_ones_and_a_byte_order_mark_are_fine(folder: Path) -> None:
    rows = [line.split(",") for line in LIMITS.split()]
    turned = "\r\n".join(",".join([*row[::-1], "note"]) for row in rows)
    (folder / "limits.csv").write_bytes(b"\xef\xbb\xbf" + turned.encode() + b"\r\n\r\n")
    assert read_instance(folder, TODAY).limits[0].limit_fen == 80_000_000


def test_a_file_in_an_unknown_encoding_is_refused_in_words(folder: Path) -> None:
    (folder / "limits.csv").write_bytes(b"\xff\xfe\xff\xff")
    assert faults(folder) == [("limits.csv", 0, "")]


def test_mutilated_files_are_refused_or_matched_but_never_break(folder: Path) -> None:
    draw = random.Random(11)
    originals = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    refused = 0
    for _ in range(100):
        name = draw.choice(sorted(originals))
        raw = bytearray(originals[name])
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(raw))
            raw[at : at + draw.randint(0, 3)] = draw.choice(
                [b"", b'"', b",", b"\n", b"\x00", b"9" * 30, b"-", b";", b"\xff", "万".encode()]
            )
        (folder / name).write_bytes(bytes(raw))
        try:
            match_files(folder, TODAY, folder / "out.json", 5.0)
        except MatchingRefused as refusal:
            refused += 1
            assert str(refusal)
        (folder / name).write_bytes(originals[name])
    assert 30 < refused < 100


def test_the_result_file_is_the_same_twice_but_for_the_seconds(folder: Path) -> None:
    generate_instance("county", 3, folder / "county")
    small = folder / "county" / "assets.csv"
    small.write_text("".join(small.read_text().splitlines(keepends=True)[:150]))
    texts = []
    for number in range(2):
        out = folder / f"out{number}.json"
        summary = match_files(folder / "county", AS_OF, out)
        body = json.loads(out.read_text(encoding="utf-8"))
        assert set(body.pop("seconds")) == {"read", "eligibility", "allocation", "write"}
        assert {key: body[key] for key in summary} == summary
        texts.append(json.dumps(body))
    assert texts[0] == texts[1]
    assert 0 < len(json.loads(texts[0])["allocations"]) < 149


def test_a_time_limit_is_kept_and_told(folder: Path) -> None:
    generate_instance("county", 5, folder / "county")
    instance = read_instance(folder / "county", AS_OF)
    summary = match_files(folder / "county", AS_OF, folder / "out.json", 2.0)
    seconds = json.loads((folder / "out.json").read_text(encoding="utf-8"))["seconds"]
    assert sum(seconds.values()) < 2.0
    assert summary["gap"] < 0.1
    assert len(instance.assets) == 2_000


def test_a_result_that_cannot_be_written_is_refused_in_words(folder: Path) -> None:
    with pytest.raises(ResultCannotBeWritten):
        match_files(folder, TODAY, folder / "nowhere" / "out.json")


def test_generated_instances_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for seed, name in ((1, "one"), (1, "again"), (2, "other")):
        generate_instance("county", seed, tmp_path / name)
    one, again, other = (
        [
            (tmp_path / name / f"{kind}.csv").read_bytes()
            for kind in ("assets", "products", "limits")
        ]
        for name in ("one", "again", "other")
    )
    assert one == again
    assert one != other


def test_a_scale_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScaleIsUnknown):
        generate_instance("planet", 1, tmp_path)


def test_a_county_is_allocated_without_a_fault(tmp_path: Path) -> None:
    generate_instance("county", 7, tmp_path)
    instance = read_instance(tmp_path, AS_OF)
    assets = [instance.assets.asset(row) for row in range(0, 2_000, 12)]
    from matching import match

    result = match(assets, instance.products, instance.limits, AS_OF)
    assert check(assets, instance.products, instance.limits, result) == []
    assert result.funded_assets > 100
