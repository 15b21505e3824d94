"""The time: now in UTC, and the business date, which follows Asia/Shanghai unless frozen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Clock:
    """Read once at the edge of a request or job; its values are passed down."""

    frozen: date | None = None

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The business date."""
        return self.frozen or datetime.now(SHANGHAI).date()


def local_date(moment: datetime) -> date:
    """The date in Shanghai at ``moment``."""
    return moment.astimezone(SHANGHAI).date()
