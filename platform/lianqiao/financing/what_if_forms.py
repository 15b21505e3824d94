"""Questions in the address of the page that tries a change: nothing is written by them."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from ..products.forms import NOT_NEGATIVE
from ..shared.forms import HouseForm, ParsedField, Required, yuan_field
from .try_change import NewCeiling, NewRule
from .what_if_rules import NewMultiple, TriedRule, read_multiple, say_multiple


class LimitWhatIf(HouseForm):
    """Another height of one limit."""

    class Meta:
        csrf = False

    limit = SelectField(_l("哪个额度"), [Required(_l("请选择额度"))])
    ceiling = yuan_field(_l("改为"), Required(), NOT_NEGATIVE)

    def offer(self, limits: Iterable[tuple[str, str]]) -> None:
        """The limits to choose from."""
        self.limit.choices = [("", _("请选择")), *limits]

    @property
    def tried(self) -> Any:
        """The field with the new value."""
        return self.ceiling

    def question(self) -> NewCeiling:
        """What was asked, after validation."""
        return NewCeiling(self.limit.data, self.ceiling.data)


class RuleWhatIf(HouseForm):
    """Another value of one rule of one product."""

    class Meta:
        csrf = False

    product = SelectField(_l("哪个产品"), [Required(_l("请选择产品"))])
    rule = SelectField(_l("哪一条规则"), [Required(_l("请选择规则"))])
    value = StringField(_l("新的值"), [Length(max=40)])

    def offer(self, products: Iterable[tuple[str, str]], rules: Mapping[str, TriedRule]) -> None:
        """The products and rules to choose from."""
        self.product.choices = [("", _("请选择")), *products]
        named: list[tuple[str, Any]] = [(name, rule.name) for name, rule in rules.items()]
        self.rule.choices = [("", _("请选择")), *named]

    @property
    def tried(self) -> Any:
        """The field with the new value."""
        return self.value

    def question(self) -> NewRule:
        """What was asked, after validation."""
        return NewRule(self.product.data, self.rule.data, (self.value.data or "").strip())


class OwnMultiple(HouseForm):
    """Another multiple of the viewer's own guarantee company."""

    class Meta:
        csrf = False

    multiple = ParsedField(
        _l("放大倍数改为"),
        [Required()],
        reads=read_multiple,
        prints=say_multiple,
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )

    @property
    def tried(self) -> Any:
        """The field with the new value."""
        return self.multiple


class MultipleWhatIf(OwnMultiple):
    """Another multiple of a guarantor, for the office."""

    guarantor = SelectField(_l("哪家担保机构"), [Required(_l("请选择担保机构"))])

    def offer(self, guarantors: Iterable[tuple[str, str]]) -> None:
        """The guarantors to choose from."""
        self.guarantor.choices = [("", _("请选择")), *guarantors]

    def question(self) -> NewMultiple:
        """What was asked, after validation."""
        return NewMultiple(self.guarantor.data, self.multiple.data)
