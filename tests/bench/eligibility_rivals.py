"""Which pairs are eligible, asked in other ways: plain Python, a SQL join, polars."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from matching.eligibility import find_eligible
from matching.instance import Instance
from matching.model import PPM, Product

HAS_POLARS = find_spec("polars") is not None
LISTS = ("kinds", "parks", "industries", "sizes", "core_list")
ASKED = ("kind", "park", "industry", "size", "core")


@dataclass(frozen=True, slots=True)
class Found:
    """How many pairs are eligible, and the bytes that each takes where it is kept."""

    pairs: int
    bytes_a_pair: float


def ours(instance: Instance) -> Found:
    """Bitsets per value of an attribute."""
    pairs = find_eligible(instance)
    kept = pairs.asset.nbytes + pairs.product.nbytes + pairs.principal_fen.nbytes
    return Found(len(pairs), kept / max(len(pairs), 1))


def plain_python(instance: Instance) -> Found:
    """Two loops over tuples."""
    products = [(_sets(each), each) for each in instance.products]
    found = [
        (row, number, fen)
        for row, asset in enumerate(asset_rows(instance))
        for number, (lists, product) in enumerate(products)
        if (fen := _principal(asset, lists, product)) is not None
    ]
    kept = sum(sys.getsizeof(pair) + sys.getsizeof(pair[2]) + 8 for pair in found[:1_000])
    return Found(len(found), kept / max(len(found[:1_000]), 1))


def asset_rows(instance: Instance) -> Iterator[tuple[Any, ...]]:
    """kind, park, industry, size, core, grade, days, amount, request, may be split."""
    assets, days = instance.assets, instance.days().tolist()
    coded = (assets.kind, assets.park, assets.industry, assets.size, assets.core_uscc)
    columns = [[each.names[code] for code in each.codes.tolist()] for each in coded]
    numbers = (assets.grade, assets.amount_fen, assets.requested_fen, assets.splittable)
    grade, amount, asked, split = (each.tolist() for each in numbers)
    return zip(*columns, grade, days, amount, asked, split, strict=True)


def _sets(product: Product) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(getattr(product, name)) for name in LISTS)


def _principal(
    asset: tuple[Any, ...], lists: tuple[frozenset[str], ...], product: Product
) -> int | None:
    """Fen of the pair, None when a rule fails."""
    for value, accepted in zip(asset, lists, strict=False):
        if accepted and value not in accepted:
            return None
    grade, days, amount, asked, split = asset[5:]
    if grade > product.max_grade or not product.min_days <= days <= product.max_days:
        return None
    fen: int = min(asked, amount * product.advance_rate_ppm // PPM)
    if fen < product.min_amount_fen or (fen > product.max_amount_fen and not split):
        return None
    return fen


JOIN = """
SELECT a.rowid, p.rowid, min(a.asked, a.amount * p.advance / 1000000) AS fen
FROM asset a JOIN product p ON
 (p.kinds = '' OR instr(p.kinds, a.kind)) AND (p.parks = '' OR instr(p.parks, a.park))
 AND (p.industries = '' OR instr(p.industries, a.industry))
 AND (p.sizes = '' OR instr(p.sizes, a.size)) AND a.grade <= p.max_grade
 AND a.days BETWEEN p.min_days AND p.max_days
 AND (p.cores = '' OR instr(p.cores, a.core))
WHERE fen >= p.least AND (fen <= p.most OR a.split)
"""


def sql_tables(instance: Instance) -> sqlite3.Connection:
    """The instance in a database in memory, as a join wants it; making it is not timed."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE TABLE asset (kind, park, industry, size, core, grade, days, amount, asked, split)"
    )
    base.execute(
        "CREATE TABLE product (kinds, parks, industries, sizes, cores, max_grade, min_days,"
        " max_days, least, most, advance)"
    )
    rows = ((*(f";{text};" for text in row[:5]), *row[5:]) for row in asset_rows(instance))
    base.executemany(f"INSERT INTO asset VALUES ({','.join('?' * 10)})", rows)
    products = (
        (
            *(f";{';'.join(each)};" if each else "" for each in (getattr(p, n) for n in LISTS)),
            *(p.max_grade, p.min_days, p.max_days),
            *(p.min_amount_fen, p.max_amount_fen, p.advance_rate_ppm),
        )
        for p in instance.products
    )
    base.executemany(f"INSERT INTO product VALUES ({','.join('?' * 11)})", products)
    return base


def sql_join(base: sqlite3.Connection) -> Found:
    """The join, with its rows counted rather than fetched."""
    (count,) = base.execute(f"SELECT count(*) FROM ({JOIN})").fetchone()
    return Found(count, float("nan"))


def polars_frames(instance: Instance) -> Any:
    """The instance as polars wants it: values as codes, lists as bits; making it is not timed."""
    import polars

    assets, coded = instance.assets, {}
    columns = (assets.kind, assets.park, assets.industry, assets.size)
    for name, column in zip(ASKED[:4], columns, strict=True):
        coded[name] = column.codes
    left = polars.DataFrame(
        {
            **coded,
            "core": assets.core_uscc.codes,
            "grade": assets.grade.astype("int8"),
            "days": instance.days().astype("int32"),
            "amount": assets.amount_fen,
            "asked": assets.requested_fen,
            "split": assets.splittable,
        }
    ).with_row_index("asset")
    masks = {
        f"{name}_mask": [_mask(getattr(p, lists), column.names) for p in instance.products]
        for name, lists, column in zip(ASKED[:4], LISTS[:4], columns, strict=True)
    }
    products = instance.products
    right = polars.DataFrame(
        {
            **masks,
            "any_core": [not p.core_list for p in products],
            "max_grade": [p.max_grade for p in products],
            "min_days": [p.min_days for p in products],
            "max_days": [p.max_days for p in products],
            "least": [p.min_amount_fen for p in products],
            "most": [p.max_amount_fen for p in products],
            "advance": [p.advance_rate_ppm for p in products],
        }
    ).with_row_index("product")
    place = {name: code for code, name in enumerate(assets.core_uscc.names)}
    accepted = [(n, place[c]) for n, p in enumerate(products) for c in p.core_list if c in place]
    cores = polars.DataFrame(
        accepted, schema={"product": polars.UInt32, "core": polars.Int32}, orient="row"
    ).with_columns(listed=True)
    return left, right, cores


def _mask(accepted: tuple[str, ...], names: list[str]) -> int:
    """A bit for each accepted value, all of them where any is."""
    return sum(1 << code for code, name in enumerate(names) if not accepted or name in accepted)


def by_polars(frames: Any) -> Found:
    """Its lazy engine: a join on conditions, then the list of core enterprises."""
    import polars

    left, right, cores = frames
    col = polars.col
    tests = [
        (col(f"{name}_mask") // polars.lit(2).cast(polars.Int64).pow(col(name))) % 2 == 1
        for name in ASKED[:4]
    ]
    fen = polars.min_horizontal("asked", col("amount") * col("advance") // PPM)
    found = (
        left.lazy()
        .join(right.lazy(), how="cross")
        .filter(col("grade") <= col("max_grade"), col("days").is_between("min_days", "max_days"))
        .filter(*tests)
        .join(cores.lazy(), on=["product", "core"], how="left")
        .filter(col("any_core") | col("listed").is_not_null())
        .with_columns(fen=fen)
        .filter(col("fen") >= col("least"), (col("fen") <= col("most")) | col("split"))
        .select("asset", "product", "fen")
        .collect()
    )
    return Found(found.height, found.estimated_size() / max(found.height, 1))


def rivals(instance: Instance) -> dict[str, Callable[[], Found]]:
    """Every way that is there, ours first; what each needs beforehand has been made."""
    base = sql_tables(instance)
    ways: dict[str, Callable[[], Found]] = {
        "bitsets (ours)": lambda: ours(instance),
        "plain Python": lambda: plain_python(instance),
        "SQL join": lambda: sql_join(base),
    }
    if HAS_POLARS:
        frames = polars_frames(instance)
        ways["polars"] = lambda: by_polars(frames)
    return ways
