"""Dates inside sentences speak the page's language; what is kept keeps that of its writing."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from flask_babel import force_locale
from loan_book import lend
from trade_samples import NOW, a_receivable, enter

from lianqiao.loans.scan_maturities import scan_maturities
from lianqiao.shared.calendar import Calendar
from lianqiao.shared.database import Database
from lianqiao.shared.dates import format_day
from lianqiao.shared.web import Application

As = Callable[[str], FlaskClient]
ROOT = Path(__file__).parents[2]
CHINESE_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
ROLLED = date(2027, 1, 2)  # 元旦, a Saturday: Monday 4 January counts


@pytest.fixture(autouse=True)
def _frozen(database: Database, world: World) -> None:
    freeze(database, TODAY)


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "back": "/"})
    return client


def main_of(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition("<main")[2]


def test_a_date_follows_the_language_of_the_moment(app: Application) -> None:
    with app.test_request_context():
        assert format_day(date(2026, 11, 23)) == "2026年11月23日"
        with force_locale("en"):
            assert format_day(date(2026, 11, 23)) == "23 November 2026"
    assert format_day(date(2026, 11, 23)) == "2026年11月23日"


def test_why_a_due_date_rolls_is_said_in_the_language_of_the_moment(app: Application) -> None:
    rolled = Calendar().roll(date(2026, 10, 1))
    with app.test_request_context():
        assert rolled.reason == "2026年10月1日为国庆节，顺延至2026年10月8日"
        with force_locale("en"):
            assert "1 October 2026" in rolled.reason
            assert not CHINESE_DATE.search(rolled.reason)


@pytest.mark.parametrize("tail", ["", "/letter"])
def test_a_loan_and_its_letter_say_the_roll_in_the_pages_language(
    as_: As, database: Database, world: World, tail: str
) -> None:
    client, path = as_("bank"), f"/loans/{lend(database, world, due=ROLLED)}{tail}"
    assert "2027年1月2日为元旦，顺延至2027年1月4日" in main_of(client, path)
    page = main_of(in_english(client), path)
    assert "4 January 2027" in page
    assert not CHINESE_DATE.search(page)


def test_a_documents_page_says_the_roll_in_the_pages_language(
    as_: As, database: Database, world: World
) -> None:
    asset_id = enter(database, world, a_receivable(world, due_date=ROLLED))
    client = as_("supplier")
    assert CHINESE_DATE.search(main_of(client, f"/receivables/{asset_id}"))
    page = main_of(in_english(client), f"/receivables/{asset_id}")
    assert "2 January 2027" in page
    assert not CHINESE_DATE.search(page)


def test_a_refusal_says_today_in_the_pages_language(as_: As, world: World) -> None:
    form = {
        "partner_id": f"creditor:{world.org('core')}",
        "invoice_no": "12345678",
        "invoice_code": "3400263456",
        "amount_fen": "100000",
        "issue_date": "2026-12-31",
        "due_date": "2027-02-01",
        "no_clause": "1",
    }
    client = as_("supplier")
    assert "2026年11月24日" in client.post("/receivables/new", data=form).text
    answer = in_english(client).post("/receivables/new", data=form).text
    assert "24 November 2026" in answer
    assert "2026年11月24日" not in answer.partition("<main")[2]


def test_a_notice_keeps_the_language_it_was_written_in(
    as_: As, database: Database, world: World
) -> None:
    lend(database, world, due=ROLLED)
    with database.writing() as session:
        scan_maturities(session, date(2026, 12, 5), NOW)
    assert "到期日 2027年1月4日" in main_of(in_english(as_("supplier")), "/notices")


def sentences(text: str) -> Iterator[str]:
    """The calls of gettext in a template or a module, to their closing bracket."""
    for start in (found.end() for found in re.finditer(r"\b_\(", text)):
        depth, end = 1, start
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield text[start:end]


def mistaken(text: str) -> list[str]:
    """Sentences that are given a date in one language's form."""
    wrong = re.compile(r"\|day\b|format_date_zh|strftime")
    return [sentence for sentence in sentences(text) if wrong.search(sentence)]


def test_no_sentence_is_given_a_date_in_one_languages_form() -> None:
    places = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "platform").rglob("*.py")]
    assert len(places) > 400
    found = {place.name: wrong for place in places if (wrong := mistaken(place.read_text("utf-8")))}
    assert found == {}
    assert mistaken('{{ _("于 %(day)s 到期", day=loan.due|day) }}') != []
