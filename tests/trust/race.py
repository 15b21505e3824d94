"""Many firms' clicks on 「接受报价」 at one moment, over real HTTP, against real workers."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from characters import PASSWORD, TODAY, WAN, World
from deals import OFFER, confirmed_asset, freeze
from sqlalchemy import func, select, update
from sqlmodel import Session

from lianqiao.financing.models import Application, Quote
from lianqiao.products.models import CreditLimit, Product
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.models import Asset

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLICKS = 64
PRINCIPAL = 80 * WAN
QUOTA_FOR = 10

Mode = Literal["quota", "asset", "both"]
MODES: tuple[Mode, ...] = ("quota", "asset", "both")


@dataclass(frozen=True)
class Outcome:
    """What a round came to. ``over`` and ``double`` are violations, so are faults."""

    accepted: int
    expected: int
    over: int
    double: int
    faults: int

    @property
    def is_clean(self) -> bool:
        """As many as there was room for, nothing twice, no 5xx, nothing locked."""
        return self.accepted == self.expected and not (self.over or self.double or self.faults)


class Race:
    """A server with some workers on a database with the characters in it."""

    def __init__(
        self,
        url: str,
        world: World,
        folder: Path,
        *,
        workers: int = 2,
        threads: int = 8,
        without: str = "",
    ) -> None:
        self.database, self.world, self._rounds = Database(url), world, 0
        freeze(self.database)
        self._open_bank_limits()
        self.port = _free_port()
        self._log = (folder / f"race-{self.port}.log").open("w+b")
        self._server = _serve(url, self.port, folder, self._log.fileno(), workers, threads, without)
        self._wait()
        self._cookie = self._sign_in()

    def close(self) -> None:
        """Stop the server."""
        self._server.terminate()
        self._server.wait(timeout=30)
        self._log.close()
        self.database.dispose()

    def round(self, mode: Mode) -> Outcome:
        """64 clicks at once on quotes of this round's own products and documents."""
        self._rounds += 1
        quotes, products, expected = self._prepare(mode)
        before = self._log.seek(0, os.SEEK_END)
        answers = self._click(quotes)
        self._log.seek(before)
        said = self._log.read()
        faults = sum(status >= 500 or "locked" in text for status, text in answers)
        faults += b"database is locked" in said
        return self._look(products, quotes, expected, faults)

    def _prepare(self, mode: Mode) -> tuple[list[str], list[str], int]:
        """The quotes to click on, one for each click; the products; how many fit."""
        with self.database.writing() as session:
            if mode == "quota":
                products = [self._product(session, "bank", QUOTA_FOR)]
                return self._offers(session, CLICKS, products), products, QUOTA_FOR
            if mode == "asset":
                banks = ("bank", "bank2") * 4
                products = [self._product(session, bank, CLICKS) for bank in banks]
                return self._offers(session, 8, products), products, 8
            products = [self._product(session, bank, QUOTA_FOR) for bank in ("bank", "bank2")]
            return self._offers(session, CLICKS // 2, products), products, 2 * QUOTA_FOR

    def _product(self, session: Session, bank: str, room_for: int) -> str:
        bank_id = self.world.org(bank)
        product = Product(
            code=f"RACE-{self._rounds}-{time.monotonic_ns()}",
            bank_id=bank_id,
            name="演示抢额度",
            state="published",
            rate_ppm=38_500,
            max_amount_fen=1000 * WAN,
        )
        session.add(product)
        session.flush()
        session.add(
            CreditLimit(
                scope="product",
                holder_id=bank_id,
                product_id=product.id,
                ceiling_fen=room_for * PRINCIPAL,
            )
        )
        return product.id

    def _offers(self, session: Session, assets: int, products: list[str]) -> list[str]:
        """A quote of every product on every document."""
        quotes = []
        for _number in range(assets):
            asset = confirmed_asset(session, self.world)
            for product_id in products:
                quotes.append(self._offer(session, asset, product_id))
        return quotes

    def _offer(self, session: Session, asset: Asset, product_id: str) -> str:
        product = session.get_one(Product, product_id)
        application = Application(
            number=f"R{time.monotonic_ns()}",
            state="quoted",
            borrower_id=asset.borrower_id,
            bank_id=product.bank_id,
            asset_id=asset.id,
            product_id=product_id,
            requested_fen=PRINCIPAL,
            submitted_at=utc_now(),
        )
        quote = Quote(
            application_id=application.id,
            state="offered",
            principal_fen=PRINCIPAL,
            pair_principal_fen=PRINCIPAL,
            rate_ppm=OFFER.rate_ppm,
            start_date=OFFER.start_date,
            maturity_date=OFFER.maturity_date,
            valid_until=TODAY,
            all_in_ppm=OFFER.rate_ppm,
            made_by=self.world.users["bank"],
            approved_by=self.world.users["bank-approver"],
        )
        session.add(application)
        session.add(quote)
        return quote.id

    def _click(self, quotes: list[str]) -> list[tuple[int, str]]:
        """All clicks at once; (status, body) of each."""
        answers: list[tuple[int, str]] = []
        start = threading.Barrier(len(quotes))

        def click(quote_id: str) -> None:
            connection = self._connect()
            connection.connect()
            start.wait()
            connection.request("POST", f"/quotes/{quote_id}/accept", "", self._headers())
            answer = connection.getresponse()
            answers.append((answer.status, answer.read().decode()))
            connection.close()

        threads = [threading.Thread(target=click, args=(quote_id,)) for quote_id in quotes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = len(quotes) - len(answers)
        return answers + [(599, "no answer")] * lost

    def _look(self, products: list[str], quotes: list[str], expected: int, faults: int) -> Outcome:
        """What the database says, whatever the answers said."""
        application, quote = columns(Application), columns(Quote)
        taken = (
            select(application.asset_id, application.product_id)
            .join(table(Quote), quote.application_id == application.id)
            .where(quote.id.in_(quotes), quote.state == "accepted")
        )
        with self.database.reading() as session:
            rows = session.execute(taken).all()
            limit = columns(CreditLimit)
            held = select(limit.product_id, limit.ceiling_fen, limit.reserved_fen)
            lines = session.execute(held.where(limit.product_id.in_(products))).all()
            occupied = select(func.count()).where(
                columns(Asset).id.in_([row.asset_id for row in rows]),
                columns(Asset).occupied_fen == PRINCIPAL,
            )
            once = session.execute(occupied).scalar_one()
        over = 0
        for line in lines:
            lent = PRINCIPAL * sum(row.product_id == line.product_id for row in rows)
            over += lent > line.ceiling_fen or lent != line.reserved_fen
        return Outcome(len(rows), expected, over, len(rows) - int(once), faults)

    def _open_bank_limits(self) -> None:
        row = table(CreditLimit)
        with self.database.writing() as session:
            session.execute(update(row).where(row.c.scope == "bank").values(ceiling_fen=2**60))

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def _headers(self) -> dict[str, str]:
        form = "application/x-www-form-urlencoded"
        return {"Cookie": self._cookie, "Content-Type": form}

    def _sign_in(self) -> str:
        connection = self._connect()
        body = f"username=supplier&password={PASSWORD}"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/login", body, form)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return str(answer.headers["Set-Cookie"]).split(";", 1)[0]

    def _wait(self) -> None:
        for _attempt in range(300):
            try:
                connection = self._connect()
                connection.request("GET", "/healthz")
                ready = connection.getresponse().status == 200
                connection.close()
                if ready:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("the server did not start")


def _serve(
    url: str, port: int, folder: Path, log: int, workers: int, threads: int, without: str
) -> subprocess.Popen[bytes]:
    """gunicorn as production runs it, on the tests' own module."""
    settings = {
        "LIANQIAO_DATABASE_URL": url,
        "LIANQIAO_MODE": "demo",
        "LIANQIAO_SECRET_KEY": "race",
        "LIANQIAO_CHEAP_PASSWORDS": "1",
        "LIANQIAO_VAR_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT), str(HERE)]),
        "RACE_WITHOUT": without,
    }
    command = [sys.executable, "-m", "gunicorn", "race_app:app", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread"]
    command += ["--no-control-socket", "--log-level", "warning", "--timeout", "120"]
    return subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log, cwd=folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
