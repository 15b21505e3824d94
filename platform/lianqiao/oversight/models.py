"""Table of the banks' monthly returns."""

from sqlalchemy import UniqueConstraint

from ..shared.tables import Row, check, fen, ppm, reference, text


class MonthlyReturn(Row, table=True):
    """What a bank reports for a month (YYYY-MM). Natural key: bank, month."""

    __tablename__ = "monthly_return"
    __table_args__ = (
        UniqueConstraint("bank_id", "month"),
        check("parts", "manufacturing_loans_fen <= all_loans_fen"),
    )

    bank_id: str = reference("bank.id", index=False)
    month: str = text(7, index=True)
    all_loans_fen: int = fen()
    manufacturing_loans_fen: int = fen()
    manufacturing_medium_long_fen: int = fen()
    manufacturing_credit_fen: int = fen()
    manufacturing_borrowers: int
    first_time_borrowers: int
    weighted_rate_ppm: int = ppm()
    nonperforming_fen: int | None = fen(default=None)
    relending_fen: int | None = fen(default=None)
