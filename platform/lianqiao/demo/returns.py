"""The demo's monthly returns: two years of six banks; one bank has not sent the last month."""

from datetime import date, timedelta
from typing import Any

from ..oversight.import_returns import RETURNS
from ..shared.actor import COMMAND
from .offices import banks
from .stage import Stage
from .words import BANKS

MONTHS = 24
SIZES = {"bank": 34.0, "bank2": 41.0, "bank3": 18.0, "bank4": 6.5, "bank5": 27.0, "bank6": 12.0}
LATE = "bank4"  # its last month is missing, so that somebody has to ask


def bring_returns(stage: Stage) -> None:
    """Each bank's file, imported by the platform's operator month by month as one file a bank."""
    months = _months(stage.today)
    codes = {key: code for key, code, *_rest in BANKS}
    for bank in banks():
        told = months[:-1] if bank == LATE else months
        rows = [_row(stage, codes[bank], bank, at, month) for at, month in enumerate(told)]
        day = stage.day(-1)
        stage.bring(RETURNS, COMMAND, day, f"月报-{codes[bank]}.csv", rows)


def _months(today: date) -> list[str]:
    """The last complete months, oldest first."""
    found: list[str] = []
    day = today.replace(day=1)
    for _month in range(MONTHS):
        day = (day - timedelta(days=1)).replace(day=1)
        found.insert(0, f"{day:%Y-%m}")
    return found


def _row(stage: Stage, code: str, bank: str, at: int, month: str) -> dict[str, Any]:
    rng = stage.rng
    whole = SIZES[bank] * (1 + 0.0075 * at) * rng.uniform(0.995, 1.005)  # 亿元
    share = 0.098 + 0.0006 * at + (0.02 if bank in ("bank", "bank6") else 0)
    manufacturing = whole * share * rng.uniform(0.99, 1.01)
    borrowers = int(manufacturing * 42 * (1 + 0.006 * at))
    return {
        "bank": code,
        "month": month,
        "各项贷款余额（亿元）": f"{whole:.4f}",
        "制造业贷款余额（亿元）": f"{manufacturing:.4f}",
        "制造业中长期贷款余额（亿元）": f"{manufacturing * (0.31 + 0.002 * at):.4f}",
        "制造业信用贷款余额（亿元）": f"{manufacturing * (0.16 + 0.002 * at):.4f}",
        "manufacturing_borrowers": borrowers,
        "first_time_borrowers": min(borrowers, rng.randrange(0, 7)),
        "weighted_rate": f"{4.45 - 0.022 * at + rng.uniform(-0.03, 0.03):.2f}",
        "不良贷款余额（亿元）": f"{manufacturing * rng.uniform(0.008, 0.013):.4f}",
        "支小再贷款余额（亿元）": f"{manufacturing * 0.12:.4f}",
    }
