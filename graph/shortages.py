"""What is asked about contagion, and what is answered: shortages of firms, exposures of banks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.shocks import Shock, Unknown


@dataclass(frozen=True, slots=True)
class Setting:
    """What is assumed about time and means.

    Attributes
    ----------
    as_of : date
        Today.
    horizon_days : int
        What is due by so many days from today counts.
    unknown : Unknown
        What firms that `means` does not name are taken to have. ``NOTHING`` is the worst case:
        where nobody has anything, little is paid with or without the shock.
        ``JUST_ENOUGH`` is what they need to pay all if they receive all in time: then nobody is
        short but for the shock, and nobody has a cushion.
    means : mapping
        Liquid means in fen by firm, as far as known.
    outside : mapping
        What firms must pay within the horizon to others than firms, such as loan instalments, in
        fen, of equal rank.
    """

    as_of: date
    horizon_days: int
    unknown: Unknown
    means: Mapping[str, int] = field(default_factory=dict)
    outside: Mapping[str, int] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """The last day of the horizon."""
        return self.as_of + timedelta(days=self.horizon_days)

    def outside_by(self, day: date) -> dict[str, int]:
        """What is due outside by a day: all of it on the last day of the horizon."""
        return dict(self.outside) if day >= self.until else {}


@dataclass(frozen=True, slots=True)
class Shortage:
    """A firm that does not pay in time all that is due within the horizon; amounts in fen.

    Attributes
    ----------
    firm : str
        Who.
    wave : int
        0 for the firm that the shock strikes and for those short without it; 1 for those whom
        these draw in, 2 for those drawn in next, and so on.
    owed_fen, paid_fen : int
        What is due, and what of it is paid in time.
    before_fen : int
        What it would lack without the shock.
    lost_fen : int
        What it lacks besides because of a default: nobody will pay that.
    delayed_fen : int
        What it lacks besides because of a late payment: it comes after its own due dates.
    """

    firm: str
    wave: int
    owed_fen: int
    paid_fen: int
    before_fen: int
    lost_fen: int = 0
    delayed_fen: int = 0

    @property
    def shortfall_fen(self) -> int:
        """What is due and not paid in time."""
        return self.owed_fen - self.paid_fen

    @property
    def caused_fen(self) -> int:
        """What of it the shock causes."""
        return self.lost_fen + self.delayed_fen


@dataclass(frozen=True, slots=True)
class Exposure:
    """Loans of one bank to firms that run short; `newly` are those short only by the shock."""

    bank: str
    firms: int
    loans: int
    balance_fen: int
    newly_firms: int
    newly_fen: int


@dataclass(frozen=True, slots=True)
class Contagion:
    """The answer on one day.

    Attributes
    ----------
    shock : Default or Late
        What was asked.
    until : date
        What is due by this day counts.
    payments : dict
        What each firm pays in time of what is due, in whole fen, by firm.
    shortages : tuple of Shortage
        By wave, then the largest shortfall first.
    exposures : tuple of Exposure
        The largest balance first.
    """

    shock: Shock
    until: date
    payments: dict[str, int]
    shortages: tuple[Shortage, ...]
    exposures: tuple[Exposure, ...]

    @property
    def waves(self) -> int:
        """How many waves follow upon the shock."""
        return max((shortage.wave for shortage in self.shortages), default=0)


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that a shock makes a firm lack on any of several days, and the first such day."""

    firm: str
    amount_fen: int
    day: date
