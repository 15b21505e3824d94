"""Forms of the vault."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import Length

from ..shared.forms import HouseForm, Required, choices_of, date_field
from .errors import NothingWasChosen
from .file_types import ENDINGS
from .models import VaultDocument
from .rules import LONGEST_TITLE
from .upload_document import NewDocument
from .words import KIND_NAMES

CHOOSER = {"accept": ",".join(ENDINGS)}


class FactsForm(HouseForm):
    """What is said about a document."""

    kind = SelectField(_l("种类"), [Required()], choices=choices_of(KIND_NAMES))
    title = StringField(_l("名称"), [Length(max=LONGEST_TITLE)])
    valid_from = date_field(_l("起始日"))
    valid_to = date_field(_l("截止日"))


class UploadForm(FactsForm):
    """A new file."""

    file = FileField(_l("文件"), [Required(_l("请选择文件"))], render_kw=CHOOSER)

    def new_document(self) -> NewDocument:
        """What was sent. Raises NothingWasChosen where there is no file."""
        sent = self.file.data
        if sent is None:
            raise NothingWasChosen(_("请选择文件"), "file")
        return NewDocument(
            kind=self.kind.data,
            title=self.title.data or "",
            filename=sent.filename or "",
            data=sent.read(),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


class AttachForm(UploadForm):
    """A document of one's own vault, or a new file for it."""

    document_id = SelectField(_l("文件库里的文件"), validate_choice=False)
    file = FileField(_l("文件"), render_kw=CHOOSER)

    @property
    def chosen(self) -> str:
        """The id of the chosen document, empty where a new file is sent.

        Raises NothingWasChosen where both or neither was given.
        """
        chosen = str(self.document_id.data or "")
        if chosen and self.file.data is not None:
            raise NothingWasChosen(
                _("已选了文件库里的文件，就不要再上传；两份都要附的，分两次来"), "document_id"
            )
        if not chosen and self.file.data is None:
            raise NothingWasChosen(_("从文件库选一份，或上传新文件"), "document_id")
        return chosen

    def offer(self, documents: Sequence[VaultDocument], kinds: Sequence[str]) -> None:
        """Offer these documents, those of the usual kinds first."""
        usual = sorted(documents, key=lambda one: one.kind not in kinds)
        named = {one.id: f"{KIND_NAMES[one.kind]} · {one.title}" for one in usual}
        self.document_id.choices = choices_of({"": _("不选，上传新文件"), **named})
        order = [*kinds, *(kind for kind in KIND_NAMES if kind not in kinds)]
        self.kind.choices = choices_of({kind: KIND_NAMES[kind] for kind in order})
