"""Files that an import page gives: a kind's template, and the rows that were refused."""

from flask import Response
from flask_babel import gettext as _

from .errors import NothingIsThere
from .import_desk import download, uploads
from .import_jobs import REFUSED
from .imports import Importer
from .listing import XLSX
from .tabular import Sheet, write_csv, write_xlsx
from .tabular_writing import write_template
from .uploads import Upload

CSV = "text/csv; charset=utf-8"


def give_template(importer: Importer, form: str) -> Response:
    """An empty file of a kind; the workbook explains its columns on a second sheet."""
    headers = [column.label for column in importer.columns]
    name = _("%(kind)s导入模板", kind=importer.label)
    if form != "xlsx":
        return download(write_csv(headers, []), f"{name}.csv", CSV)
    lines = [
        [
            column.label,
            _("必填") if column.required else "",
            str(column.note or column.words),
            column.shown_example,
        ]
        for column in importer.columns
    ]
    guide = Sheet([_("列"), _("必填"), _("怎么填"), _("例")], lines)
    return download(write_template(headers, name, guide, _("填写说明")), f"{name}.xlsx", XLSX)


def give_refused_rows(upload: Upload, form: str) -> Response:
    """The refused rows with their own columns and the reason, to be mended and sent again."""
    parts = uploads().read(upload.token, REFUSED)
    if parts is None:
        raise NothingIsThere
    sheet, name = Sheet(**parts), f"{upload.stem}-{_('未导入')}"
    if form == "xlsx":
        return download(write_xlsx(sheet.headers, sheet.rows, name), f"{name}.xlsx", XLSX)
    return download(write_csv(sheet.headers, sheet.rows), f"{name}.csv", CSV)
