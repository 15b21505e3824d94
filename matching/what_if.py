"""What would happen if a limit, a plan or a rule were another: who gains, who loses; nothing done.

The change is tried beside what stands, which is improved around it first and repaired around it
only, so that what differs is owed to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.bound import half_up, round_up
from matching.change import Change
from matching.clock import Budget
from matching.difference import Difference, compare
from matching.errors import NothingBearsThatName
from matching.instance import Instance
from matching.lines import line_name
from matching.model import PPM, Limit, Product
from matching.standing import Standing, changed, stand
from matching.steady import steadied


@dataclass(frozen=True, slots=True)
class Worth:
    """The promise of a limit's price beside what raising the limit really brings, in fen.

    `promised_fen` is price x more. Whatever the allocation, it cannot gain more than
    `at_most_fen`: the promise and what the proof had left open before.
    """

    limit: str
    limit_fen: int
    more_fen: int
    price_ppm: int
    promised_fen: int
    gained_fen: int
    at_most_fen: int
    difference: Difference


def what_if(given: Standing | Instance, change: Change) -> Difference:
    """What a change would do to a standing, or to what a full run makes of an instance.

    Raises ValuesAreFaulty, NothingBearsThatName.
    """
    standing = stand(given, Budget()) if isinstance(given, Instance) else given
    before = steadied(standing, change)
    return compare(before, changed(before, change, locally=True))


def worth_of(standing: Standing, limit_name: str, more_fen: int) -> Worth:
    """What a limit, named as in the limit prices, is worth: promised, and really.

    Raises NothingBearsThatName for a limit that does not exist.
    """
    return next(worths_of(standing, [limit_name], more_fen))


def worths_of(standing: Standing, limit_names: Sequence[str], more_fen: int) -> Iterator[Worth]:
    """The same for several limits, each raised alone; found one after the other as asked for.

    Raises NothingBearsThatName.
    """
    same = {name: ceiling_of(standing, name) for name in limit_names}
    before = steadied(standing, to_ceilings(standing, same))
    for name, limit_fen in same.items():
        raised = to_ceilings(before, {name: limit_fen + more_fen})
        price_ppm = standing.price_ppm(name)
        after = changed(before, raised, locally=True)
        if (after.objective_fen - before.objective_fen) * 2 * PPM < price_ppm * more_fen:
            # Far below the promise: perhaps it takes more than the neighbours to use the room.
            after = max(after, changed(before, raised), key=lambda each: each.objective_fen)
        yield _worth(name, limit_fen, more_fen, price_ppm, compare(before, after))


def _worth(
    limit: str, limit_fen: int, more_fen: int, price_ppm: int, difference: Difference
) -> Worth:
    before, after = difference.before, difference.after
    promise = Fraction(price_ppm * more_fen, PPM)
    return Worth(
        limit=limit,
        limit_fen=limit_fen,
        more_fen=more_fen,
        price_ppm=price_ppm,
        promised_fen=half_up(promise),
        gained_fen=after.objective_fen - before.objective_fen,
        at_most_fen=round_up(promise) + before.upper_bound_fen - before.objective_fen,
        difference=difference,
    )


def to_ceilings(standing: Standing, fen_by_name: Mapping[str, int]) -> Change:
    """The change that sets limits, named as in the limit prices, to so many fen.

    A firm that had the limit of each one not named gets its own. Raises NothingBearsThatName.
    """
    found = {name: _find(standing, name) for name in fen_by_name}
    products, limits = [], []
    for name, known in found.items():
        if isinstance(known, Product):
            products.append(replace(known, quota_fen=fen_by_name[name]))
        else:
            limits.append(replace(known, limit_fen=fen_by_name[name]))
    return Change(products=tuple(products), limits=tuple(limits))


def times(standing: Standing, names: Iterable[str], ppm: int) -> Change:
    """The change that multiplies limits, as when a guarantor's multiple is another; cut to fen.

    Raises NothingBearsThatName.
    """
    ceilings = {name: ceiling_of(standing, name) for name in names}
    return to_ceilings(standing, {name: fen * ppm // PPM for name, fen in ceilings.items()})


def ceiling_of(standing: Standing, name: str) -> int:
    """Fen of a limit, named as in the limit prices. Raises NothingBearsThatName."""
    found = _find(standing, name)
    return (found.quota_fen or 0) if isinstance(found, Product) else found.limit_fen


def _find(standing: Standing, name: str) -> Product | Limit:
    """The product whose quota it is, or the limit, with the firm in it that it holds for."""
    scope, _, rest = name.partition(":")
    for product in standing.products if scope == "product" else ():
        if product.product_id == rest and product.quota_fen is not None:
            return product
    found = None
    for limit in standing.limits:  # of a bank and scope the one for each not named comes first
        party = "" if scope == "bank" else rest.removeprefix(f"{limit.bank}:")
        holds = limit.scope == scope and limit.party_uscc in ("", party)
        if holds and line_name(scope, limit.bank, party) == name:
            found = replace(limit, party_uscc=party)
    if found is None:
        raise NothingBearsThatName(f"there is no limit {name}")
    return found
