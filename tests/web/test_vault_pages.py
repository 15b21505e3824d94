"""The vault's own pages: upload, list, one document, newer versions, withdrawal."""

import re
from datetime import date, timedelta
from itertools import product
from urllib.parse import unquote

import pytest
from characters import TODAY, World
from deals import freeze
from sqlalchemy import func, select
from vault_files import SAMPLES, a_pdf, post_file, read_document, uploaded, uses_of

from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns
from lianqiao.vault import rules
from lianqiao.vault.file_types import ACCEPTED
from lianqiao.vault.models import VaultContent, VaultDocument
from lianqiao.vault.queries import standing_of
from lianqiao.verify import verify_database


def audited(database: Database, document_id: str) -> list[str]:
    entry = columns(AuditEntry)
    query = select(entry.action).where(entry.subject_id == document_id).order_by(entry.seq)
    with database.reading() as session:
        return list(session.execute(query).scalars())


def steps(database: Database, document_id: str) -> list[tuple[str, str]]:
    step = columns(StateChange)
    query = select(step.event, step.reason).where(step.subject_id == document_id)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(step.at, step.created_at))]


def documents(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(VaultDocument)).scalar_one())


def ends(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("who", ["supplier", "bank"])
def test_a_person_uploads_a_file_and_finds_it(as_, world: World, database, who: str) -> None:
    client = as_(who)
    answer = post_file(client, title="年度合同", valid_from="2026年1月1日", valid_to="2027/12/31")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "年度合同" in page.text
    row = read_document(database, answer.headers["Location"].rpartition("/")[2])
    assert (row.owner_id, row.kind, row.state) == (world.org(who), "contract", "current")
    assert (row.valid_from, row.valid_to) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (row.media_type, row.size_bytes) == ("application/pdf", len(a_pdf()))
    assert (row.filename, row.uploaded_by) == ("演示合同.pdf", f"演示{who}")
    assert audited(database, row.id) == ["upload_document"]
    assert steps(database, row.id) == [("upload", "")]
    assert "年度合同" in client.get("/documents").text
    assert verify_database(database).ok


def test_a_file_of_each_type_comes_back_as_it_was_as_an_attachment(as_) -> None:
    client, types = as_("core"), set()
    for filename, data in SAMPLES.values():
        page = uploaded(client, data=data, filename=filename)
        answer = client.get(f"/documents/{page}/file")
        assert answer.data == data
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        disposition = answer.headers["Content-Disposition"]
        assert disposition.isascii()
        assert disposition.startswith("attachment; filename=file.")
        assert unquote(disposition.partition("filename*=UTF-8''")[2]) == filename
        types.add(answer.headers["Content-Type"])
    assert types == {one.media_type for one in ACCEPTED}


def test_a_name_is_cleaned_and_ends_as_the_content_asks(as_, database) -> None:
    client = as_("core")
    evil = "../../秘密\u202e\x07: x.exe"
    row = read_document(database, uploaded(client, filename=evil))
    assert row.filename == "秘密 x.exe.pdf"
    assert row.title == "秘密 x.exe"
    answer = client.get(f"/documents/{row.id}/file")
    assert "exe.pdf" in unquote(answer.headers["Content-Disposition"])


def test_the_title_is_text_and_not_markup(as_) -> None:
    client = as_("core")
    page = client.get(f"/documents/{uploaded(client, title='<script>x</script>')}").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_same_bytes_lead_to_where_they_stand_and_are_not_kept_twice(as_, database) -> None:
    client = as_("core")
    first = uploaded(client, title="第一份")
    again = post_file(client, title="第二份", filename="别的名字.pdf")
    assert again.status_code == 422
    assert "已有同一文件" in again.text
    assert "第一份" in again.text
    assert f'href="/documents/{first}"' in again.text
    assert 'value="第二份"' in again.text
    assert documents(database) == 1


def test_another_organisation_s_same_bytes_are_its_own(as_, database) -> None:
    first, second = uploaded(as_("core")), uploaded(as_("core2"))
    assert first != second
    assert documents(database) == 2


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"data": b""}, "file", "文件是空的"),
        ({"data": b"GIF89a" + bytes(9)}, "file", "只收 PDF"),
        ({"data": a_pdf()[:-30]}, "file", "不完整或已损坏"),
        ({"data": b"%PDF-" + bytes(10 * 1024 * 1024)}, "file", "超过 10 MB"),
        ({"kind": "spell"}, "kind", ""),
        ({"valid_to": "哪天"}, "valid_to", ""),
        ({"valid_from": "2026-02-02", "valid_to": "2026-02-01"}, "valid_to", "早于起始日"),
        ({"title": "长" * 201}, "title", ""),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    as_, database, typed: dict, field: str, words: str
) -> None:
    page = post_file(as_("core"), **({"title": "我的合同"} | typed))
    assert page.status_code == 422
    error = re.search(rf'id="{field}-error">([^<]+)<', page.text)
    assert error is not None
    assert words in error[1]
    if "title" not in typed:
        assert 'value="我的合同"' in page.text
    assert documents(database) == 0


def test_no_file_is_told_and_a_text_in_its_place_too(as_) -> None:
    client = as_("core")
    for data in ({"kind": "contract"}, {"kind": "contract", "file": "just text"}):
        page = client.post("/documents/new", data=data)
        assert page.status_code == 422
        assert "请选择文件" in page.text


def test_more_than_a_request_may_weigh_is_refused_in_words(as_) -> None:
    page = post_file(as_("core"), data=b"%PDF-" + bytes(11 * 1024 * 1024))
    assert page.status_code == 413
    assert "10 MB" in page.text


def test_the_list_filters_and_counts_and_comes_as_a_workbook(as_, world, database) -> None:
    freeze(database)
    client = as_("core")
    for title, days in (("旧的", -1), ("快到的", 30), ("好的", 31)):
        uploaded(client, data=a_pdf(title), title=title, valid_to=ends(days))
    uploaded(client, data=a_pdf("以后"), kind="tax", title="以后的", valid_from=ends(1))
    found = {
        "state=expired": "旧的",
        "state=expiring": "快到的",
        "state=valid": "好的",
        "state=ahead": "以后的",
        "kind=tax": "以后的",
        "q=快": "快到的",
    }
    for words, title in found.items():
        page = client.get(f"/documents?{words}").text
        assert re.findall(r'row-link" href="[^"]+">([^<]+)<', page) == [title], words
    assert client.get("/documents").text.count("row-link") == 4
    assert client.get("/documents?used=nowhere").text.count("row-link") == 4
    assert client.get("/documents?used=enterprise").text.count("row-link") == 0
    assert client.get("/documents?format=xlsx&state=expired").data.startswith(b"PK")
    assert client.get("/documents?sort=-kilobytes&state=x&kind=x&used=x&page=9").status_code == 200


def test_an_empty_vault_says_what_to_do(as_) -> None:
    page = as_("supplier2").get("/documents").text
    assert "还没有符合条件的文件" in page
    assert 'href="/documents/new"' in page


def test_home_tells_what_has_expired_or_soon_will(as_, database) -> None:
    freeze(database)
    client = as_("core")
    assert "文件已过期" not in client.get("/").text
    uploaded(client, data=a_pdf("1"), valid_to=ends(-3))
    uploaded(client, data=a_pdf("2"), valid_to=ends(9))
    uploaded(client, data=a_pdf("3"), valid_to=ends(12))
    home = client.get("/").text
    for words, count in (("文件已过期", 1), ("文件快到期", 2)):
        todo = re.search(rf'href="([^"]+)"><span class="todo-count">(\d+)</span>[^/]*{words}', home)
        assert todo is not None
        assert int(todo[2]) == count
        assert client.get(todo[1].replace("&amp;", "&")).text.count("row-link") == count
    assert "还有 9 天" in home
    assert "文件快到期" not in as_("core2").get("/").text


def test_the_list_s_word_is_the_rule_s(database: Database, world: World) -> None:
    expected = {}
    with database.writing() as session:
        for starts, ends in product((None, -5, 0, 1), (None, -6, -1, 0, 30, 31)):
            if starts is not None and ends is not None and ends < starts:
                continue
            first, last = (None if n is None else TODAY + timedelta(n) for n in (starts, ends))
            row = VaultDocument(
                owner_id=world.org("core"),
                kind="tax",
                title="x",
                filename="x.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256=f"{len(expected):064d}",
                valid_from=first,
                valid_to=last,
            )
            session.add(row)
            expected[row.id] = rules.standing(first, last, TODAY)
        session.flush()
        query = select(columns(VaultDocument).id, standing_of(TODAY))
        assert dict(session.execute(query).all()) == expected
        assert set(expected.values()) == {"valid", "expiring", "expired", "ahead"}


def test_what_was_said_is_put_right_and_the_timeline_says_from_what_to_what(as_, database) -> None:
    client = as_("core")
    page = uploaded(client, title="合同", valid_to="2026-12-01")
    form = client.get(f"/documents/{page}/correct").text
    assert 'value="2026-12-01"' in form
    typed = {"kind": "contract", "title": "购销合同", "valid_from": "", "valid_to": "2027-12-01"}
    assert client.post(f"/documents/{page}/correct", data=typed).status_code == 302
    row = read_document(database, page)
    assert (row.title, row.valid_to) == ("购销合同", date(2027, 12, 1))
    words = "名称：合同 → 购销合同；截止日：2026-12-01 → 2027-12-01"
    assert steps(database, page)[-1] == ("correct", words)
    assert words in client.get(f"/documents/{page}").text
    again = client.post(f"/documents/{page}/correct", data=typed)
    assert again.status_code == 422
    assert "没有改动" in again.text
    bad = client.post(f"/documents/{page}/correct", data=typed | {"valid_to": "哪天"})
    assert bad.status_code == 422
    assert 'value="哪天"' in bad.text
    assert audited(database, page) == ["upload_document", "correct_document"]


def test_a_newer_version_takes_the_place_of_the_old_one(as_, world, database) -> None:
    client, own = as_("supplier"), world.org("supplier")
    old = uploaded(client, kind="licence", title="营业执照")
    attached = client.post(f"/enterprises/{own}/documents/new", data=_choose(old))
    assert attached.status_code == 302
    assert 'value="营业执照"' in client.get(f"/documents/{old}/replace").text
    path = f"/documents/{old}/replace"
    answer = post_file(client, path, a_pdf("新执照"), kind="licence", title="新营业执照")
    assert answer.status_code == 302
    new = answer.headers["Location"].rpartition("/")[2]
    row = read_document(database, old)
    assert (row.state, row.replaced_by_id) == ("replaced", new)
    assert uses_of(database, old) == []
    assert uses_of(database, new) == [("enterprise", own)]
    assert f'href="/documents/{new}"' in client.get(f"/documents/{old}").text
    assert f'href="/documents/{old}"' in client.get(f"/documents/{new}").text
    assert client.get("/documents").text.count("row-link") == 1
    assert client.get("/documents?state=replaced").text.count("row-link") == 1
    assert client.get(f"/documents/{old}/file").data == a_pdf()
    assert audited(database, old)[-1] == "replace_document"
    assert verify_database(database).ok


def test_a_version_is_replaced_once_and_by_other_bytes(as_, database) -> None:
    client = as_("supplier")
    old = uploaded(client)
    same = post_file(client, f"/documents/{old}/replace")
    assert same.status_code == 422
    assert "已有同一文件" in same.text
    assert post_file(client, f"/documents/{old}/replace", a_pdf("2")).status_code == 302
    for path in ("replace", "correct"):
        assert client.get(f"/documents/{old}/{path}").status_code == 409
    again = post_file(client, f"/documents/{old}/replace", a_pdf("3"))
    assert again.status_code == 409
    assert "已有新版或已撤下" in again.text
    assert client.post(f"/documents/{old}/withdraw").status_code == 409
    assert documents(database) == 2


def _choose(document_id: str) -> dict[str, str]:
    return {"document_id": document_id, "kind": "other"}


def test_a_document_in_use_is_not_withdrawn_and_is_told_where(as_, world, database) -> None:
    client, own = as_("supplier"), world.org("supplier")
    page = uploaded(client)
    client.post(f"/enterprises/{own}/documents/new", data=_choose(page))
    shown = client.get(f"/documents/{page}").text
    assert "还用在 1 处" in shown
    assert f'href="/enterprises/{own}"' in shown
    refused = client.post(f"/documents/{page}/withdraw")
    assert refused.status_code == 409
    assert "企业资料" in refused.text
    taken = client.post(f"/enterprises/{own}/documents/{page}/detach")
    assert taken.status_code == 302
    assert client.post(f"/documents/{page}/withdraw").status_code == 302
    assert read_document(database, page).state == "withdrawn"
    assert "已撤下" in client.get(f"/documents/{page}").text
    assert client.post(f"/documents/{page}/withdraw").status_code == 409
    assert audited(database, page)[-1] == "withdraw_document"
    assert uploaded(client) != page  # the same bytes may come again


def test_bytes_and_row_are_kept_together_or_not_at_all(as_, database, monkeypatch) -> None:
    client = as_("core")

    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("the machine failed")

    monkeypatch.setattr("lianqiao.vault.upload_document.audit.record", fail)
    assert post_file(client).status_code == 500
    monkeypatch.undo()
    with database.reading() as session:
        for model in (VaultDocument, VaultContent):
            assert session.execute(select(func.count()).select_from(model)).scalar_one() == 0
    uploaded(client)


@pytest.mark.parametrize("who", ["guarantor", "regulator", "operator"])
@pytest.mark.parametrize("path", ["/documents", "/documents/new"])
def test_offices_without_a_vault_are_refused(as_, who: str, path: str) -> None:
    assert as_(who).get(path).status_code == 403
