"""What the checks of a document are asked of: figures, links, history, the debtor's standing."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from graph.control import FirmTraits, control_hints

from ..registry.models import Enterprise
from ..registry.queries import find_dishonest, has_consented
from ..shared.actor import Actor
from ..shared.figure_book import FigureBook
from ..shared.tables import columns, table
from .checks import FIGURES, Check, Document, Figures, Standing, refuse_stops
from .checks_history import Audience, Between, look
from .models import Asset
from .papers import Clauses, Paper, Terms
from .queries import is_overdue
from .size_book import SizeBook

CLOSED = ("settled", "delivered", "withdrawn")


def clauses_of(asset: Asset) -> Clauses:
    """What the contract says, as the document keeps it."""
    return Clauses(
        is_voucher=asset.is_voucher,
        voucher_reason=asset.voucher_reason,
        pay_when_paid=asset.pay_when_paid,
        term_clause=asset.term_clause,
        late_rate_ppm=asset.late_rate_ppm,
    )


def document_of(asset: Asset) -> Document:
    """The asset as the checks see it."""
    terms = Terms(
        asset.amount_fen,
        asset.issue_date,
        asset.due_date,
        asset.delivery_date,
        asset.requested_fen,
    )
    return Document(asset.kind, terms, clauses_of(asset), asset.state not in CLOSED)


def checks_of_asset(
    session: Session, actor: Actor, asset: Asset, today: date, *, is_live: bool | None = None
) -> tuple[Check, ...]:
    """The checks of a document, for one of its sides or a bank that it was laid before.

    The caller has fetched the asset with permission. ``is_live`` None goes by its state.
    """
    parties, document = (asset.creditor_id, asset.debtor_id), document_of(asset)
    if is_live is not None:
        document = replace(document, is_live=is_live)
    audience: Audience = "bank" if actor.kind == "bank" else "side"
    between = _between(session, parties, document, asset.id)
    if audience == "bank":
        between = _with_hints(session, actor, parties, between, today)
    standing = _standing(session, asset.debtor_id, today, asset.id)
    figures = read_figures(session, document, between.sizes, today)
    return look(document, between, standing, figures, today, audience)


def checks_of_paper(session: Session, paper: Paper, today: date) -> tuple[Check, ...]:
    """The checks of a paper that is about to be entered, for the side that enters it."""
    document = Document(paper.kind, paper.terms, paper.clauses)
    between = _between(session, paper.parties, document, "")
    standing = _standing(session, paper.debtor_id, today, "")
    figures = read_figures(session, document, between.sizes, today)
    return look(document, between, standing, figures, today)


def refuse_what_stops(session: Session, paper: Paper, today: date) -> None:
    """Raises CheckStops and ReasonIsMissing; only vouchers are stopped."""
    if paper.clauses.is_voucher:
        refuse_stops(checks_of_paper(session, paper, today))


def read_figures(
    session: Session, document: Document, sizes: tuple[str, str], today: date
) -> Figures:
    """The figures that hold for a document."""
    book = FigureBook(session, FIGURES)
    return figures_from(book, document.terms.issue_date, sizes[1], today)


def figures_from(book: FigureBook, issued: date, debtor_size: str, today: date) -> Figures:
    """Terms follow the figures of the document's date, the platform's own those of today."""
    public = "public" if debtor_size == "public" else "large"
    return Figures(
        term=book.find("payment.term", issued, public),
        pay_when_paid=book.find("payment.pay_when_paid", issued),
        voucher_warning=book.find("voucher.term_warning", issued),
        voucher_maximum=book.find("voucher.term_maximum", issued),
        voucher_planned=book.announced("voucher.term_maximum"),
        unpaid_vouchers=book.find("voucher.unpaid_matured", today),
        unpaid_receivables=book.find("voucher.unpaid_matured", today, "receivable"),
        volume_share=book.find("check.volume_share", today),
        largest_times=book.find("check.largest_times", today),
        history_least=book.find("check.history_least", today),
    )


def _between(
    session: Session, parties: tuple[str, str], document: Document, asset_id: str
) -> Between:
    creditor_id, debtor_id = parties
    book = SizeBook(session, [creditor_id, debtor_id])
    known = book.links.get(parties)
    year, largest, documents = _history(session, parties, document, asset_id)
    return Between(
        linked=book.trades(creditor_id, debtor_id),
        sizes=book.of(creditor_id, debtor_id),
        annual_volume_fen=known.annual_volume_fen if known else None,
        this_year_fen=year,
        largest_fen=largest,
        documents=documents,
    )


def _history(
    session: Session, parties: tuple[str, str], document: Document, asset_id: str
) -> tuple[int, int, int]:
    """Sum of the year, largest amount and number of the pair's documents until this one's date."""
    asset, day = columns(Asset), document.terms.issue_date
    this_year = func.sum(asset.amount_fen).filter(asset.issue_date >= day.replace(month=1, day=1))
    query = (
        select(
            func.coalesce(this_year, 0),
            func.coalesce(func.max(asset.amount_fen), 0),
            func.count(),
        )
        .select_from(table(Asset))
        .where(
            asset.creditor_id == parties[0],
            asset.debtor_id == parties[1],
            asset.kind == document.kind,
            asset.state != "withdrawn",
            asset.id != asset_id,
            asset.issue_date <= day,
        )
    )
    year, largest, documents = session.execute(query).one()
    return int(year), int(largest), int(documents)


def _standing(session: Session, debtor_id: str, today: date, asset_id: str) -> Standing:
    asset = columns(Asset)
    query = (
        select(asset.is_voucher, func.count())
        .where(asset.debtor_id == debtor_id, asset.id != asset_id, is_overdue(today))
        .group_by(asset.is_voucher)
    )
    unpaid = {bool(voucher): int(number) for voucher, number in session.execute(query)}
    listed = find_dishonest(session, debtor_id, today)
    return Standing(unpaid.get(True, 0), unpaid.get(False, 0), listed)


def _with_hints(
    session: Session, actor: Actor, parties: tuple[str, str], between: Between, today: date
) -> Between:
    """A bank learns of hints where both firms let it see their file."""
    if not all(has_consented(session, one, actor.organisation, today) for one in parties):
        return between
    return replace(between, shared=shared_hints(session, parties, today))


def shared_hints(session: Session, parties: tuple[str, str], today: date) -> tuple[str, ...]:
    """Kinds of what two firms have in common, as the county's graph finds them.

    What more firms share than the figure says is more likely a book-keeper's number.
    """
    firm = columns(Enterprise)
    query = select(firm.id, firm.legal_representative, firm.phone)
    ours = [FirmTraits(*row) for row in session.execute(query.where(firm.id.in_(parties)))]
    if not control_hints(ours).groups:
        return ()
    figure = FigureBook(session, ["check.related_firms"]).find("check.related_firms", today)
    everyone = [FirmTraits(*row) for row in session.execute(query)]
    found = control_hints(everyone, figure.number if figure else len(everyone))
    return tuple(group.hint for group in found.groups if set(parties) <= set(group.firms))
