"""Damaged, disguised and swollen files at the vault's door: kept or refused in words."""

import io
import random
import re
import zipfile
from collections import Counter

import pytest
from mutations import damaged
from vault_files import SAMPLES, post_file

from lianqiao.shared.database import Database
from lianqiao.vault.inspect import contents_equal_documents

FILES = 300
NAMES = ("合同.pdf", "a.exe", "..\\..\\a.xlsx", "b.png\u202e", "", "x" * 300 + ".ofd", "发票.xml")


def _mutated(seed: int) -> tuple[str, bytes]:
    """A file of some type that was cut, altered, or given another's name; or a bomb."""
    chance = random.Random(seed)
    _name, data = chance.choice(list(SAMPLES.values()))
    filename = chance.choice(NAMES) or "f"
    match seed % 5:
        case 0:
            return filename, data[: chance.randrange(len(data))]
        case 1:
            return filename, data
        case 2:
            return filename, _bomb(chance)
        case 3:
            return filename, _repacked(chance)
        case _:
            return filename, damaged(data, seed)


def _bomb(chance: random.Random) -> bytes:
    """A zip that unpacks to far more than it weighs, or says that it does, or has many parts."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("OFD.xml", "<a/>")
        if chance.random() < 0.5:
            box.writestr("zeros", bytes(chance.randrange(2_000_000, 9_000_000)))
        else:
            for number in range(chance.randrange(150, 260)):
                box.writestr(f"{number}.xml", "<a/>")
    return place.getvalue()


def _repacked(chance: random.Random) -> bytes:
    """An Office file with a part lost, doubled, or full of noise."""
    _name, data = SAMPLES[chance.choice(("xlsx", "docx"))]
    place = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(place, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if chance.random() < 0.3:
                content = damaged(content, chance.randrange(10_000)) if content else b"?"
            if chance.random() < 0.9:
                new.writestr(part, content)
    return place.getvalue()


def test_mutated_files_are_kept_or_refused_in_words(as_, database: Database) -> None:
    client, answers = as_("core"), Counter[int]()
    for seed in range(FILES):
        filename, data = _mutated(seed)
        answer = post_file(client, data=data, filename=filename, kind="other")
        assert answer.status_code in (302, 422), (seed, filename)
        if answer.status_code == 422:
            error = re.search(r'id="file-error">([^<]+)<', answer.text)
            assert error is not None, (seed, filename)
            assert re.search(r"[\u4e00-\u9fff]{4}", error[1])
        answers[answer.status_code] += 1
    assert min(answers.values()) > 3, answers
    assert client.get("/documents").status_code == 200
    with database.reading() as session:
        assert list(contents_equal_documents(session)) == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_same_files_undamaged_are_all_kept(as_, name: str) -> None:
    filename, data = SAMPLES[name]
    assert post_file(as_("core"), data=data, filename=filename).status_code == 302
