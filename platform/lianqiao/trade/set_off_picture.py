"""The ring of a set-off as one viewer may see it: names of some firms, the number of the rest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from graph.picture import Picture
from graph.ring import Station, ring
from graph.words import translated

from ..shared.money import format_wan, format_yuan


def ring_of(parts: Sequence[Any], start: str) -> list[str]:
    """The firms in the order of the debts, each owing the next, from ``start`` on.

    ``parts`` carry debtor_id and creditor_id. Where two firms of an old ring were merged it
    ends when one comes round again.
    """
    owes = {part.debtor_id: part.creditor_id for part in parts}
    firms = [start]
    while (following := owes[firms[-1]]) not in firms:
        firms.append(following)
    return firms


def draw_ring(
    firms: Sequence[str],
    names: Mapping[str, str],
    cores: Collection[str],
    own: str,
    amount_fen: int,
    notes: Mapping[str, str] | None = None,
) -> Picture:
    """The picture; a firm that is not in ``names`` is one of 「另 n 家企业」.

    ``own`` is the viewer's firm, empty for the operator; ``notes`` stand below the names
    instead of what a firm is to the viewer's.
    """
    roles = notes or {firm: _role(firms, firm, own) for firm in firms if firm in names}
    stations = [*_stations(firms, names, cores, roles, own)]
    described = [
        _described(one, stations[(at + 1) % len(stations)], own, amount_fen)
        for at, one in enumerate(stations)
    ]
    words = _(
        "箭头从欠款方指向收款方；每一方的应付和应收各减少 %(n)s 元。", n=format_yuan(amount_fen)
    )
    return ring(described, _("谁欠谁的示意图"), words, words=translated(_))


def _stations(
    firms: Sequence[str],
    names: Mapping[str, str],
    cores: Collection[str],
    roles: Mapping[str, str],
    own: str,
) -> Iterator[Station]:
    """One for each firm that may be named, one for each run of those that may not."""
    hidden = 0
    for at, firm in enumerate([*firms, ""]):
        if firm and firm not in names:
            hidden += 1
            continue
        if hidden:
            label = _("另 %(n)s 家企业", n=hidden)
            yield Station(f"others-{at}", label, _("名称不公开"), "others", count=hidden)
            hidden = 0
        if firm:
            kind = "core" if firm in cores else "enterprise"
            yield Station(firm, names[firm], roles[firm], kind, focus=firm == own)


def _role(firms: Sequence[str], firm: str, own: str) -> str:
    """What a firm is to the viewer's."""
    words = _("参与方")
    if firm == own:
        words = _("贵公司")
    elif own in firms:
        at, here = firms.index(firm), firms.index(own)
        owes_us, we_owe = (at + 1) % len(firms) == here, (here + 1) % len(firms) == at
        if owes_us and we_owe:
            words = _("与贵公司互有欠款")
        elif owes_us or we_owe:
            words = _("欠贵公司") if owes_us else _("贵公司欠它")
    return str(words)


def _described(one: Station, following: Station, own: str, amount_fen: int) -> Station:
    """With the amount at the lines that are the viewer's own; the operator sees all of them."""
    shown = not own or own in (one.id, following.id)
    title = _(
        "%(debtor)s → %(creditor)s：抵销 %(amount)s 元",
        debtor=one.label,
        creditor=following.label,
        amount=format_yuan(amount_fen),
    )
    return Station(
        one.id,
        one.label,
        one.sublabel,
        one.kind,
        one.focus,
        one.count,
        format_wan(amount_fen) if shown else "",
        title if shown else "",
    )
