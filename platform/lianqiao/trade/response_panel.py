"""How the viewer's own firm answers confirmation requests, for its page of confirmations."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ..shared.web import get_session, today, viewer
from .blueprint import trade
from .response_reading import read_requests
from .response_rules import Request, Response, sum_up, year_back


@dataclass(frozen=True)
class Panel:
    """The last twelve months together, and month by month, the newest first."""

    together: Response
    months: list[tuple[str, Response]]


def own_responses() -> Panel:
    """The panel of the viewer's firm."""
    requests = read_requests(get_session(), year_back(today()), viewer().organisation)
    months: dict[str, list[Request]] = defaultdict(list)
    for one in requests:
        months[one.month].append(one)
    summed = [(month, sum_up(months[month], today())) for month in sorted(months, reverse=True)]
    return Panel(sum_up(requests, today()), [(m, one) for m, one in summed if one.requests])


@trade.context_processor
def response_words() -> dict[str, Any]:
    """Read only where a template asks for it."""
    return {"own_responses": own_responses}
