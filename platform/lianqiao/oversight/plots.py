"""Small line plots as points for an SVG template: no script, no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 320, 96, 8


@dataclass(frozen=True)
class Plot:
    """A polyline in a box of WIDTH × HEIGHT; ``base`` is the y of the dashed line, if any."""

    points: str
    area: str
    last: tuple[float, float]
    base: float | None
    first_label: str
    last_label: str

    @property
    def box(self) -> str:
        """The SVG's viewBox."""
        return f"0 0 {WIDTH} {HEIGHT}"


def draw(series: Sequence[tuple[str, int]], base: int | None = None) -> Plot | None:
    """A plot of (label, value) pairs from old to new; None where there are fewer than two."""
    if len(series) < 2:
        return None
    values = [value for _label, value in series]
    low = min([*values, base] if base is not None else values)
    high = max([*values, base] if base is not None else values)
    step = (WIDTH - 2 * MARGIN) / (len(series) - 1)
    spots = [
        (round(MARGIN + at * step, 1), _height(value, low, high)) for at, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in spots)
    floor = HEIGHT - MARGIN
    return Plot(
        points=line,
        area=f"{spots[0][0]},{floor} {line} {spots[-1][0]},{floor}",
        last=spots[-1],
        base=None if base is None else _height(base, low, high),
        first_label=series[0][0],
        last_label=series[-1][0],
    )


def _height(value: int, low: int, high: int) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)
