"""Two people at one vault at once: no file twice, nothing withdrawn that is being shown."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from characters import World, build_world
from sqlalchemy import func, select
from sqlmodel import Session
from vault_files import a_pdf

from lianqiao.registry.documents import firm_phase
from lianqiao.shared.database import Database
from lianqiao.shared.errors import Refusal
from lianqiao.shared.tables import columns, utc_now
from lianqiao.vault.attach_document import attach_document
from lianqiao.vault.errors import TheFileIsThereAlready
from lianqiao.vault.models import VaultContent, VaultDocument, VaultUse
from lianqiao.vault.places import Place, Places
from lianqiao.vault.queries import get_own_document
from lianqiao.vault.upload_document import NewDocument, upload_document
from lianqiao.vault.withdraw_document import withdraw_document
from lianqiao.verify import verify_database

PEOPLE, ROUNDS = 8, 12


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same moment; what each gave or refused."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(at: int) -> None:
        start.wait()
        try:
            outcomes[at] = acts[at]()
        except Refusal as refusal:
            outcomes[at] = refusal

    threads = [Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(outcomes)


def upload(database: Database, world: World, data: bytes) -> str:
    new = NewDocument("contract", "", "合同.pdf", data)
    with database.writing() as session:
        return upload_document(session, world.actor("core"), new, utc_now()).id


def test_colleagues_with_the_same_file_keep_it_once(database: Database, world: World) -> None:
    outcomes = at_once(*[lambda: upload(database, world, a_pdf())] * PEOPLE)
    kept = [one for one in outcomes if isinstance(one, str)]
    assert len(kept) == 1
    told = [one for one in outcomes if isinstance(one, TheFileIsThereAlready)]
    assert {one.document_id for one in told} == set(kept)
    assert len(told) == PEOPLE - 1
    with database.reading() as session:
        for model in (VaultDocument, VaultContent):
            assert session.execute(select(func.count()).select_from(model)).scalar_one() == 1


def test_what_is_withdrawn_at_that_moment_is_not_shown(database: Database, world: World) -> None:
    core, firm = world.actor("core"), world.org("core")

    def show() -> str:
        with database.writing() as session:
            attach_document(session, core, document, "enterprise", firm, utc_now(), firm_phase)
        return "shown"

    def withdraw() -> str:
        with database.writing() as session:
            withdraw_document(session, core, document, utc_now(), Places())
        return "withdrawn"

    won = set()
    for number in range(ROUNDS):
        document = upload(database, world, a_pdf(str(number)))
        outcomes = at_once(*((show, withdraw) if number % 2 else (withdraw, show)))
        done = [one for one in outcomes if isinstance(one, str)]
        assert len(done) == 1, outcomes
        won.update(done)
    row, use = columns(VaultDocument), columns(VaultUse)
    shown = select(row.state).join(VaultUse, use.document_id == row.id)
    with database.reading() as session:
        assert set(session.execute(shown).scalars()) <= {"current"}
    assert won <= {"shown", "withdrawn"}
    assert verify_database(database).ok


class Interrupted(Places):
    """While it is looked up where a document stands, a colleague shows it somewhere."""

    def __init__(self, colleague: Thread) -> None:
        super().__init__()
        self.colleague = colleague

    def of(self, session: Session, uses: Sequence[VaultUse]) -> list[tuple[VaultUse, Place]]:
        self.colleague.start()
        self.colleague.join(timeout=2)  # held by the lock: it goes on after the commit
        return super().of(session, uses)


@pytest.mark.postgresql
@pytest.mark.parametrize("locked", [True, False])
def test_only_the_lock_keeps_a_withdrawn_document_from_being_shown(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    if not locked:
        monkeypatch.setattr("lianqiao.vault.attach_document.lock_own_document", get_own_document)
    database = Database(postgresql_url)
    world = build_world(database)
    document, firm = upload(database, world, a_pdf()), world.org("core")

    def show() -> None:
        with suppress(Refusal), database.writing() as session:
            args = (document, "enterprise", firm, utc_now(), firm_phase)
            attach_document(session, world.actor("core"), *args)

    colleague = Thread(target=show)
    with database.writing() as session:
        places = Interrupted(colleague)
        withdraw_document(session, world.actor("core"), document, utc_now(), places)
    colleague.join()
    with database.reading() as session:
        shown = session.execute(select(func.count()).select_from(VaultUse)).scalar_one()
    database.dispose()
    assert shown == (0 if locked else 1)
