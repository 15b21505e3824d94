"""Four eyes: above an amount two persons of a firm decide, one after the other."""

from flask_babel import gettext as _

from ..shared.actor import Actor
from .errors import AnotherPersonAnswers


def needs_two(amount_fen: int, above_fen: int | None) -> bool:
    """Whether two persons of each firm must agree; None where no such figure is in force."""
    return above_fen is not None and amount_fen > above_fen


def check_other_person(first_user_id: str | None, actor: Actor) -> None:
    """The second pair of eyes is not the first. Raises AnotherPersonAnswers."""
    if first_user_id == actor.user_id:
        raise AnotherPersonAnswers(_("您已初审同意，请由本单位另一位有审批权限的人员复核"))
