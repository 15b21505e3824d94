"""Documents at trade links, in a firm's file, at receivables: add, see, take off, keep."""

import re

import pytest
from characters import World
from deals import confirmed_asset
from sqlalchemy import select
from vault_files import a_pdf, post_file, read_document, uploaded, uses_of

from lianqiao.accounts.models import Notice
from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.vault.queries import documents_of


@pytest.fixture
def link(database: Database, world: World) -> str:
    """The link by which the supplier supplies the core enterprise."""
    row = columns(TradeLink)
    query = select(row.id).where(row.partner_id == world.org("supplier"))
    with database.reading() as session:
        return str(session.execute(query).scalar_one())


def asset(database: Database, world: World, state: str = "confirmed") -> str:
    """A receivable of the supplier on the core enterprise."""
    confirmed = {} if state == "confirmed" else {"confirmed_fen": 0, "confirmation_no": ""}
    with database.writing() as session:
        return confirmed_asset(session, world, state=state, **confirmed).id


def notices(database: Database, organisation_id: str) -> list[tuple[str, str]]:
    notice = columns(Notice)
    query = select(notice.title, notice.path).where(notice.organisation_id == organisation_id)
    with database.reading() as session:
        return [(row.title, row.path) for row in session.execute(query)]


def test_a_contract_is_uploaded_at_the_link_and_both_sides_open_it(
    as_, world, database, link: str
) -> None:
    client, other = as_("supplier"), as_("core")
    assert "还没有附件" in client.get(f"/partners/{link}").text
    form = client.get(f"/partners/{link}/documents/new")
    assert "双方都能查阅" in form.text
    answer = post_file(client, f"/partners/{link}/documents/new", title="年度合同")
    assert answer.headers["Location"] == f"/partners/{link}"
    page = other.get(f"/partners/{link}").text
    assert "年度合同" in page
    assert "演示甲供应" in page
    href = re.search(rf'href="(/partners/{link}/documents/\w{{26}})"', page)
    assert href is not None
    assert other.get(href[1]).data == client.get(href[1]).data == a_pdf()
    assert "detach" not in page
    assert f"{href[1]}/detach" in client.get(f"/partners/{link}").text
    told = ("演示甲供应 附上了「年度合同」", f"/partners/{link}")
    assert told in notices(database, world.org("core"))
    assert told not in notices(database, world.org("supplier"))
    document = href[1].rpartition("/")[2]
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.action).where(entry.subject_id == document).order_by(entry.seq)
        assert list(session.execute(query).scalars()) == ["upload_document", "attach_document"]


def test_what_is_in_the_vault_is_chosen_and_not_offered_twice(as_, database, link: str) -> None:
    client, path = as_("supplier"), f"/partners/{link}/documents/new"
    page = uploaded(client, title="已有合同")
    assert "已有合同" in client.get(path).text
    chosen = {"document_id": page, "kind": "other"}
    assert client.post(path, data=chosen).status_code == 302
    assert uses_of(database, page) == [("trade_link", link)]
    assert "已有合同" not in client.get(path).text
    again = client.post(path, data=chosen)
    assert again.status_code == 422
    assert "已经在附件里" in again.text
    assert "合作关系" in client.get("/documents").text
    assert f'href="/partners/{link}"' in client.get(f"/documents/{page}").text


def test_the_same_bytes_attach_what_stands_there_already(as_, database, link: str) -> None:
    client = as_("supplier")
    page = uploaded(client)
    answer = post_file(client, f"/partners/{link}/documents/new")
    assert answer.status_code == 302
    assert "没有另存一份" in client.get(answer.headers["Location"]).text
    assert uses_of(database, page) == [("trade_link", link)]


def test_neither_or_both_is_asked_back_and_what_was_typed_is_kept(as_, database, link) -> None:
    client, path = as_("supplier"), f"/partners/{link}/documents/new"
    neither = client.post(path, data={"kind": "contract", "title": "我的"})
    assert neither.status_code == 422
    assert "从文件库选一份" in neither.text
    assert 'value="我的"' in neither.text
    page = uploaded(client)
    both = post_file(client, path, a_pdf("2"), document_id=page)
    assert both.status_code == 422
    assert "不要再上传" in both.text
    bad = post_file(client, path, b"GIF89a" + bytes(9))
    assert bad.status_code == 422
    assert "只收 PDF" in bad.text
    assert uses_of(database, page) == []


def test_somebody_else_s_document_is_not_attached(as_, link: str) -> None:
    foreign = uploaded(as_("core2"))
    client, path = as_("supplier"), f"/partners/{link}/documents/new"
    answers = [
        client.post(path, data={"document_id": one, "kind": "other"})
        for one in (foreign, "0" * 26, uploaded(as_("core"), data=a_pdf("2")))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text.partition("<main")[2] for answer in answers}) == 1


def test_a_withdrawn_document_is_not_attached(as_, database, link: str) -> None:
    client = as_("supplier")
    page = uploaded(client)
    client.post(f"/documents/{page}/withdraw")
    path = f"/partners/{link}/documents/new"
    assert page not in client.get(path).text
    assert client.post(path, data={"document_id": page, "kind": "other"}).status_code == 409
    assert uses_of(database, page) == []


def test_one_takes_one_s_own_off_and_nobody_else_s(as_, database, link: str) -> None:
    client, other = as_("supplier"), as_("core")
    post_file(client, f"/partners/{link}/documents/new")
    page = uploaded(client, data=a_pdf("不在那里"))
    own = re.search(r"documents/(\w{26})/detach", client.get(f"/partners/{link}").text)
    assert own is not None
    path = f"/partners/{link}/documents/{own[1]}"
    assert other.post(f"{path}/detach").status_code == 404
    assert client.post(f"/partners/{link}/documents/{page}/detach").status_code == 404
    assert client.post(f"{path}/detach").status_code == 302
    assert other.get(path).status_code == client.get(path).status_code == 404
    assert client.get(f"/documents/{own[1]}/file").status_code == 200


def test_an_ended_link_keeps_its_documents_for_both_sides(as_, database, link: str) -> None:
    client, other = as_("supplier"), as_("core")
    page = uploaded(client, title="当年的合同")
    path = f"/partners/{link}/documents"
    client.post(f"{path}/new", data={"document_id": page, "kind": "other"})
    other.post(f"/partners/{link}/end", data={"reason": "合同到期"})
    assert client.get(f"{path}/new").status_code == 409
    assert client.post(f"{path}/{page}/detach").status_code == 409
    assert post_file(client, f"{path}/new", a_pdf("2")).status_code == 409
    newer = post_file(client, f"/documents/{page}/replace", a_pdf("新合同"))
    assert newer.status_code == 302
    assert uses_of(database, page) == [("trade_link", link)]
    assert "当年的合同" in other.get(f"/partners/{link}").text
    assert other.get(f"{path}/{page}").data == a_pdf()
    assert "添加附件" not in other.get(f"/partners/{link}").text


def test_what_is_only_at_ended_links_may_be_withdrawn_and_stays_there(as_, database, link) -> None:
    client, other = as_("supplier"), as_("core")
    page = uploaded(client)
    path = f"/partners/{link}/documents"
    client.post(f"{path}/new", data={"document_id": page, "kind": "other"})
    assert client.post(f"/documents/{page}/withdraw").status_code == 409
    other.post(f"/partners/{link}/end", data={"reason": "合同到期"})
    assert client.post(f"/documents/{page}/withdraw").status_code == 302
    assert read_document(database, page).state == "withdrawn"
    assert other.get(f"{path}/{page}").status_code == 200


def test_a_firm_fills_its_own_file(as_, world, database) -> None:
    own, client = world.org("supplier"), as_("supplier")
    assert "还没有附件" in client.get(f"/enterprises/{own}").text
    path = f"/enterprises/{own}/documents/new"
    assert post_file(client, path, kind="licence", title="营业执照原件").status_code == 302
    for who in ("supplier", "bank", "regulator", "operator"):
        assert "营业执照原件" in as_(who).get(f"/enterprises/{own}").text
    for who in ("bank", "regulator", "operator"):
        page = as_(who).get(f"/enterprises/{own}").text
        assert "添加附件" not in page
        assert "detach" not in page
        assert as_(who).get(path).status_code == 403
    assert as_("core").get(path).status_code == 404
    assert post_file(as_("core"), path, a_pdf("2")).status_code == 404


def test_papers_of_a_receivable_come_and_go_until_it_is_confirmed(as_, world, database) -> None:
    page, client = asset(database, world, "entered"), as_("supplier")
    path = f"/receivables/{page}/documents"
    document = uploaded(client, kind="delivery_note", title="送货单一")
    chosen = {"document_id": document, "kind": "other"}
    assert client.post(f"{path}/new", data=chosen).status_code == 302
    assert "送货单一" in as_("core").get(f"/receivables/{page}").text
    assert client.post(f"{path}/{document}/detach").status_code == 302
    assert client.post(f"{path}/new", data=chosen).status_code == 302
    accepted = post_file(as_("core"), f"{path}/new", a_pdf("验收"), kind="acceptance")
    assert accepted.status_code == 302
    assert as_("core").get(f"{path}/{document}").data == a_pdf()


def test_what_was_confirmed_keeps_its_papers_and_takes_more(as_, world, database) -> None:
    page, client = asset(database, world, "confirmed"), as_("supplier")
    path = f"/receivables/{page}/documents"
    document = uploaded(client, title="合同第一版")
    assert "附上后不能再取下" in client.get(f"{path}/new").text
    client.post(f"{path}/new", data={"document_id": document, "kind": "other"})
    assert client.post(f"{path}/{document}/detach").status_code == 409
    assert "detach" not in client.get(f"/receivables/{page}").text
    post_file(client, f"/documents/{document}/replace", a_pdf("第二版"))
    assert uses_of(database, document) == [("asset", page)]
    assert as_("core").get(f"{path}/{document}").data == a_pdf()


def test_what_is_paid_takes_no_more_papers(as_, world, database) -> None:
    page = asset(database, world, "settled")
    client = as_("supplier")
    assert "添加附件" not in client.get(f"/receivables/{page}").text
    assert post_file(client, f"/receivables/{page}/documents/new").status_code == 409


def test_a_paper_stands_under_its_own_kind_s_address_alone(as_, world, database) -> None:
    page, client = asset(database, world), as_("supplier")
    document = uploaded(client)
    path = f"/{{}}/{page}/documents/new"
    chosen = {"document_id": document, "kind": "other"}
    assert client.post(path.format("orders"), data=chosen).status_code == 404
    assert client.post(path.format("receivables"), data=chosen).status_code == 302


def test_slices_above_read_several_subjects_at_once(as_, world, database, link: str) -> None:
    client, own = as_("supplier"), world.org("supplier")
    for path in (f"/partners/{link}", f"/enterprises/{own}"):
        post_file(client, f"{path}/documents/new", a_pdf(path), title=path)
    with database.reading() as session:
        links = documents_of(session, "trade_link", [link, "0" * 26])
        assert [(row.subject_id, row.title) for row in links] == [(link, f"/partners/{link}")]
        assert documents_of(session, "scorecard_fact", [link, own]) == []
        assert documents_of(session, "enterprise", []) == []
