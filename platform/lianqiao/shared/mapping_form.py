"""The form that says how a file is read: a header for each of our columns, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from .errors import Refusal
from .forms import HouseForm, choices_of
from .import_desk import Head
from .imports import Importer
from .party_codes import print_codes, read_code_file, read_pasted_codes
from .table_mapping import Mapping, MappingIsRefused, plain_factor, read_factor
from .tabular import Column, FileIsRefused, suggest_headers
from .tabular_reading import REASONS

DATE_FORMATS: Final[dict[str, Any]] = {
    "": _l("自动识别，例如 2026-11-23"),
    "%d/%m/%Y": _l("日/月/年：23/11/2026"),
    "%m/%d/%Y": _l("月/日/年：11/23/2026"),
    "%d.%m.%Y": _l("日.月.年：23.11.2026"),
    "%d-%m-%Y": _l("日-月-年：23-11-2026"),
    "%d/%m/%y": _l("日/月/年，两位年份：23/11/26"),
    "%m/%d/%y": _l("月/日/年，两位年份：11/23/26"),
}
SHOWN_CODES: Final = 200


class MappingForm(HouseForm):
    """What every kind of file has; ``form_of`` adds two fields for each column."""

    date_format = SelectField(_l("日期写法"), default="")
    amount_factor = StringField(
        _l("金额倍数"), [Length(max=20)], render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    keep_parties = BooleanField(_l("沿用现有的对照表"))
    parties = TextAreaField(_l("企业代码对照表"), [Length(max=400_000)])
    parties_file = FileField(_l("或上传对照表文件"))
    json = TextAreaField(_l("映射（JSON）"), [Length(max=500_000)])
    name = StringField(_l("名称"), render_kw={"maxlength": "60", "autocomplete": "off"})


@dataclass(frozen=True)
class Line:
    """One of our columns on the form: where it is read, or what stands in its place."""

    column: Column
    theirs: Field
    constant: Field


def form_of(importer: Importer, head: Head | None, mapping: Mapping, *, show: bool) -> MappingForm:
    """The form for a file with this head, or for a kept mapping alone.

    ``show`` fills it with the mapping; otherwise it holds what was sent.
    """
    fields: dict[str, Any] = {}
    for column in importer.columns:
        fields[f"column_{column.name}"] = _header_field(column, head, mapping)
        label = _("%(column)s：固定值", column=column.label)
        fields[f"constant_{column.name}"] = StringField(
            label, [Length(max=200)], render_kw={"autocomplete": "off"}
        )
    made = type("FileMappingForm", (MappingForm,), fields)
    form: MappingForm = (
        made(formdata=None, data=_shown(importer, head, mapping)) if show else made()
    )
    formats = dict(DATE_FORMATS)
    if mapping.date_format:
        formats.setdefault(mapping.date_format, mapping.date_format)
    form.date_format.choices = choices_of(formats)
    form.name.flags.required = True  # where it is kept; a preview needs none
    return form


def lines_of(importer: Importer, form: MappingForm) -> list[Line]:
    """The form's columns in order."""
    return [
        Line(column, form[f"column_{column.name}"], form[f"constant_{column.name}"])
        for column in importer.columns
    ]


def read_mapping(
    importer: Importer, head: Head | None, form: MappingForm, before: Mapping
) -> Mapping | None:
    """The mapping that the form says; None with errors beside the fields.

    ``before`` is the mapping that was shown: codes that are not shown again are kept.
    """
    if not form.validate():
        return None
    columns = _columns(importer, head, form, before)
    constants = {
        line.column.name: text
        for line in lines_of(importer, form)
        if (text := (line.constant.data or "").strip())
    }
    for name in constants.keys() & {name for name, theirs in columns.items() if theirs}:
        _add_error(form[f"constant_{name}"], _("已选了文件里的列，请只保留一个"))
    factor = _factor(form)
    parties = _parties(form, before)
    if form.errors or factor is None or parties is None:
        return None
    return Mapping(
        columns={name: theirs for name, theirs in columns.items() if name not in constants},
        constants=constants,
        date_format=form.date_format.data or None,
        amount_factor=factor,
        parties=parties,
    )


def _header_field(column: Column, head: Head | None, mapping: Mapping) -> Field:
    if head is None:
        return StringField(column.label, [Length(max=200)], render_kw={"autocomplete": "off"})
    named = [header for header in dict.fromkeys(head.headers) if header not in ("", *REASONS)]
    if (theirs := mapping.columns.get(column.name)) and theirs not in named:
        named.append(theirs)
    choices = {"": _("（不导入）")} | {header: _with_sample(header, head) for header in named}
    return SelectField(column.label, choices=choices_of(choices), default="")


def _with_sample(header: str, head: Head) -> str:
    sample = head.sample(header)
    return f"{header} · {sample}" if sample else header


def _shown(importer: Importer, head: Head | None, mapping: Mapping) -> dict[str, Any]:
    guessed = suggest_headers(_headers(head), importer.columns)
    data: dict[str, Any] = {
        "date_format": mapping.date_format or "",
        "amount_factor": plain_factor(mapping.amount_factor),
        "keep_parties": len(mapping.parties) > SHOWN_CODES,
        "parties": "" if len(mapping.parties) > SHOWN_CODES else print_codes(mapping.parties),
        "json": mapping.to_json(),
    }
    for column in importer.columns:
        name = column.name
        data[f"constant_{name}"] = mapping.constants.get(name, "")
        if name in mapping.columns:
            data[f"column_{name}"] = mapping.columns[name]
        elif name not in mapping.constants and name in guessed:
            data[f"column_{name}"] = _headers(head)[guessed[name]]
    return data


def _headers(head: Head | None) -> Sequence[str]:
    return head.headers if head else ()


def _columns(
    importer: Importer, head: Head | None, form: MappingForm, before: Mapping
) -> dict[str, str]:
    """Headers by column; an empty one where a guess would find a header that is not wanted."""
    chosen = {
        line.column.name: (line.theirs.data or "").strip() for line in lines_of(importer, form)
    }
    guessed = suggest_headers(_headers(head), importer.columns).keys()
    left_out = {name for name, theirs in before.columns.items() if not theirs}
    return {
        name: theirs
        for name, theirs in chosen.items()
        if theirs or name in guessed or (head is None and name in left_out)
    }


def _factor(form: MappingForm) -> Any:
    try:
        return read_factor(form.amount_factor.data or "")
    except MappingIsRefused:
        _add_error(form.amount_factor, _("应为正数，例如 1000；不用换算就填 1"))
        return None


def _parties(form: MappingForm, before: Mapping) -> dict[str, str] | None:
    codes = dict(before.parties) if form.keep_parties.data else {}
    try:
        codes |= read_pasted_codes(form.parties.data or "")
    except Refusal as refusal:
        _add_error(form.parties, str(refusal.message))
        return None
    if not getattr(form.parties_file.data, "filename", ""):
        return codes
    try:
        file = form.parties_file.data
        return codes | read_code_file(file.read(), file.filename)
    except (Refusal, FileIsRefused) as refused:
        _add_error(form.parties_file, str(refused))
        return None


def _add_error(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
