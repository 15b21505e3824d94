"""What the steps of an import page share: the page, the kept files, how a file was understood."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, current_app, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from .errors import NothingIsThere
from .forms import HouseForm, Required, choices_of
from .imports import Importer
from .saved_mappings import Kept, find_fitting, list_mappings_of
from .table_mapping import Mapping
from .tabular import Column, FileIsRefused, Table, find_columns, read_rows
from .uploads import Upload, Uploads
from .web import get_session, viewer

HEAD = "head"
HEAD_ROWS = 20
SHOWN_ROWS = 5


Presets = Callable[[str, Sequence[str]], Sequence[Kept]]
"""Built-in mappings for a kind of file with these headers, as the viewer would use them."""


def no_presets(_kind: str, _headers: Sequence[str]) -> Sequence[Kept]:
    """For pages whose files come from no usual system."""
    return ()


@dataclass(frozen=True)
class ImportPage:
    """A page that takes files: kinds by name, its own endpoint, title, where it leads back to."""

    importers: Dictionary[str, Importer]
    endpoint: str
    title: Any
    back: str
    lead: Any = ""
    presets: Presets = no_presets

    def importer(self, kind: str) -> Importer:
        """The importer of a kind that this page takes. Raises NothingIsThere."""
        if kind not in self.importers:
            raise NothingIsThere
        return self.importers[kind]

    def address(self, **words: Any) -> str:
        """The page's address."""
        return url_for(self.endpoint, **words)

    def leads_to(self, upload: Upload) -> Any:
        """Go and see how far a file is."""
        return redirect(self.address(job=upload.token))


class ImportForm(HouseForm):
    """A file, what it holds, and how a foreign file is read."""

    kind = SelectField(_l("文件内容"), [Required()])
    file = FileField(_l("文件"), [Required(_l("请选择文件"))])
    mapping = TextAreaField(_l("映射（JSON）"), [Length(max=500_000)])


@dataclass(frozen=True)
class Head:
    """A file's headers and first rows, kept beside it, and how many rows there are."""

    headers: list[str]
    rows: list[list[str]]
    row_numbers: list[int]
    count: int

    @classmethod
    def of(cls, table: Table) -> "Head":
        """The head of a table."""
        first = slice(HEAD_ROWS)
        return cls(table.headers, table.rows[first], table.row_numbers[first], len(table.rows))

    @property
    def table(self) -> Table:
        """The first rows as a table."""
        return Table(self.headers, self.rows, self.row_numbers)

    def sample(self, header: str) -> str:
        """The first cell under a header that holds something."""
        at = self.headers.index(header) if header in self.headers else -1
        return next((row[at][:24] for row in self.rows if row[at]), "") if at >= 0 else ""


@dataclass(frozen=True)
class GlimpseRow:
    """A row of the file in our columns: texts, and the columns whose cells are refused."""

    number: int
    cells: list[str]
    bad: frozenset[int]


@dataclass(frozen=True)
class Glimpse:
    """The first rows as they were understood, and what was read as what: (theirs, ours)."""

    matched: list[tuple[str, str]]
    columns: list[Column]
    rows: list[GlimpseRow]


def import_form(page: ImportPage) -> ImportForm:
    """The form of a new file."""
    form = ImportForm()
    form.kind.choices = choices_of({kind: one.label for kind, one in page.importers.items()})
    return form


def uploads() -> Uploads:
    """The kept files of this installation."""
    return Uploads(current_app.extensions["lianqiao.settings"].var_dir)


def owner() -> str:
    """Whose files these are: the person's, not the organisation's."""
    return str(viewer().user_id)


def get_upload(page: ImportPage, token: str) -> Upload:
    """A file that the viewer sent to this page. Raises NothingIsThere."""
    upload = uploads().get(token, owner())
    page.importer(upload.kind)
    return upload


def keep_head(upload: Upload, table: Table) -> None:
    """Keep a file's head beside it."""
    uploads().write(upload.token, HEAD, asdict(Head.of(table)))


def head_of(upload: Upload) -> Head:
    """A kept file's head. Raises NothingIsThere."""
    parts = uploads().read(upload.token, HEAD)
    if parts is None:
        raise NothingIsThere
    return Head(**parts)


def kept_mappings(page: ImportPage) -> list[Kept]:
    """The mappings that the viewer's organisation has kept for this page's kinds."""
    return list_mappings_of(get_session(), viewer(), list(page.importers))


def choose_mapping(page: ImportPage, kind: str, headers: Sequence[str]) -> Kept | None:
    """The kept mapping that fits a new file."""
    kept = [one for one in kept_mappings(page) if one.kind == kind]
    return find_fitting(kept, headers)


def choose_preset(page: ImportPage, kind: str, head: Head) -> Kept | None:
    """The built-in mapping that reads most of a file whose headers alone do not tell enough."""
    if _can_read(page, kind, head, Mapping()):
        return None
    presets = page.presets(kind, head.headers)
    fitting = [one for one in presets if _can_read(page, kind, head, one.mapping)]
    return max(fitting, key=lambda one: len(one.mapping.columns), default=None)


def _can_read(page: ImportPage, kind: str, head: Head, mapping: Mapping) -> bool:
    try:
        glimpse(page.importer(kind), head, mapping)
    except FileIsRefused:
        return False
    return True


def mapping_of(upload: Upload) -> Mapping:
    """How a kept file is read."""
    return Mapping.from_json(upload.mapping) if upload.mapping else Mapping()


def glimpse(importer: Importer, head: Head, mapping: Mapping) -> Glimpse:
    """The first rows in our columns. Raises FileIsRefused where the columns do not fit."""
    found = find_columns(head.headers, importer.columns, mapping)
    shown = [
        column
        for column in importer.columns
        if column.name in found or column.name in mapping.constants
    ]
    first = Table(head.headers, head.rows[:SHOWN_ROWS], head.row_numbers[:SHOWN_ROWS])
    rows = []
    for (row, errors), cells in zip(
        read_rows(first, importer.columns, mapping), first.rows, strict=True
    ):
        refused = {error.field for error in errors}
        texts = [
            _raw(cells, found.get(column.name))
            if column.name in refused
            else column.show(row.values.get(column.name))
            for column in shown
        ]
        bad = frozenset(at for at, column in enumerate(shown) if column.name in refused)
        rows.append(GlimpseRow(row.number, texts, bad))
    matched = [(_theirs(column, head, found, mapping), column.label) for column in shown]
    return Glimpse(matched, shown, rows)


def _theirs(column: Column, head: Head, found: dict[str, int], mapping: Mapping) -> str:
    if column.name in found:
        return head.headers[found[column.name]]
    return f"“{mapping.constants[column.name]}”"


def _raw(cells: list[str], at: int | None) -> str:
    return "" if at is None else cells[at][:40]


def download(data: bytes, filename: str, mimetype: str) -> Response:
    """A file to be saved."""
    response = Response(data, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
