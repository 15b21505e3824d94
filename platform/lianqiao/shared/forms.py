"""Forms that keep what was typed and say in plain words what to mend."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import Regexp, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from .calendar import parse_date
from .money import format_ppm, format_yuan, parse_percent, parse_yuan
from .uscc import check as check_uscc
from .uscc import normalise as normalise_uscc


class HouseForm(FlaskForm):  # type: ignore[misc]
    """Base of every form; ``form_errors`` holds what belongs to no single field."""

    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, message) of every error, for the summary on top of the page."""
        found = [("", str(message)) for message in self.form_errors]
        for field in self:
            found += [(field.id, f"{field.label.text}：{error}") for error in field.errors]
        return found


class Required:
    """The field must hold something; 0 and a falsy value that was typed are something."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("请填写")

    def __call__(self, _form: Any, field: Field) -> None:
        """Stop the field's other checks when nothing was typed."""
        raw = field.raw_data[0] if field.raw_data else None
        empty = raw is None or (isinstance(raw, str) and not raw.strip())
        if empty and not getattr(raw, "filename", ""):
            field.errors = []
            raise StopValidation(str(self.message))


class ParsedField(StringField):  # type: ignore[misc]
    """A text field whose value a function reads and another prints; the raw text is kept."""

    widget = TextInput()

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        reads: Callable[[str], Any],
        prints: Callable[[Any], str],
        **more: Any,
    ) -> None:
        super().__init__(label, validators, **more)
        self.reads, self.prints = reads, prints

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.prints(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; an empty field is None."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if typed:
            self.data = self.reads(typed)


class TicksField(SelectMultipleField):  # type: ignore[misc]
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def yuan_field(label: Any, *validators: Any, **more: Any) -> ParsedField:
    """An amount in yuan, 「１２.5 万」 included; the value is fen."""
    more.setdefault("render_kw", {"inputmode": "decimal", "data-money": "1", "autocomplete": "off"})
    return ParsedField(label, list(validators), reads=parse_yuan, prints=format_yuan, **more)


def percent_field(label: Any, *validators: Any, **more: Any) -> ParsedField:
    """A rate in percent; the value is ppm."""
    more.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
    return ParsedField(label, list(validators), reads=parse_percent, prints=_percent, **more)


def date_field(label: Any, *validators: Any, **more: Any) -> ParsedField:
    """A date in any usual spelling."""
    more.setdefault("render_kw", {"placeholder": "2026-11-23", "autocomplete": "off"})
    return ParsedField(label, list(validators), reads=parse_date, prints=date.isoformat, **more)


def uscc_field(label: Any, *validators: Any, **more: Any) -> ParsedField:
    """A unified social credit code with both check characters."""
    more.setdefault("render_kw", {"maxlength": "24", "autocomplete": "off", "spellcheck": "false"})
    return ParsedField(label, list(validators), reads=_uscc, prints=str, **more)


def whole_field(label: Any, *validators: Any, **more: Any) -> ParsedField:
    """A whole number, full-width digits included."""
    more.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
    return ParsedField(label, list(validators), reads=_whole, prints=str, **more)


def _percent(ppm: int) -> str:
    return format_ppm(ppm).removesuffix("%")


def _uscc(text: str) -> str:
    code = normalise_uscc(text)
    check_uscc(code)
    return code


def _whole(text: str) -> int:
    try:
        return int(text.replace(",", "").replace("，", ""))
    except ValueError:
        raise ValueError(_("「%(text)s」不是整数", text=text)) from None


def choices_of(labels: Mapping[str, Any]) -> list[SelectChoice]:
    """The choices of a select field from code → words."""
    return [SelectChoice(value=code, label=words) for code, words in labels.items()]


def at_least(minimum: int, message: Any) -> Callable[[Any, Field], None]:
    """The value, when there is one, is not below ``minimum``."""

    def validate(_form: Any, field: Field) -> None:
        if field.data is not None and field.data < minimum:
            raise StopValidation(str(message))

    return validate


def email_address() -> Regexp:
    """Something@somewhere.tld, at most 254 characters."""
    return Regexp(
        r"^[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s]{2,}$",
        message=_l("邮箱写法不对，例如 name@example.com"),
    )
