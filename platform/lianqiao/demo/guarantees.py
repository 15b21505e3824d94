"""The demo's guarantor: behind some products of three banks, and short of capacity."""

from dataclasses import replace

from ..products.change_capacity import change_capacity
from ..products.guarantors import find_capacity
from ..products.terms import Terms
from ..shared.actor import COMMAND
from .stage import Stage

WAN = 1_000_000
GUARANTEED = ("首贷通", "保理通", "农产品收购贷")
MULTIPLE = 1  # a cautious one; a tenth of its net assets is more than any one firm takes
LEFT = 2_000 * WAN  # what it may yet stand for: less than firms would take
STEP = 10 * WAN  # net assets are whole steps


def guaranteed(stage: Stage, terms: Terms) -> Terms:
    """The terms of a product, with the guarantor behind it where there is one."""
    if terms.name not in GUARANTEED:
        return terms
    return replace(terms, guarantor_id=stage.ids["guarantor"])


def narrow_capacity(stage: Stage) -> None:
    """After the year's audit the guarantor's capacity is what some firms wait for."""
    guarantor_id = stage.ids["guarantor"]
    held = find_capacity(stage.session, guarantor_id)
    wanted = held.reserved_fen + held.used_fen + LEFT
    net_assets_fen = -(-wanted // (MULTIPLE * STEP)) * STEP
    day = stage.day(-1)
    at = stage.moment(day)
    change_capacity(stage.session, COMMAND, guarantor_id, net_assets_fen, MULTIPLE, at, day)
