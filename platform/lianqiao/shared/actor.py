"""Who acts or looks: passed to every use case and query."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of an organisation, or a job or command of the platform itself.

    ``kind`` is the organisation's kind: enterprise, bank, guarantor, regulator, operator.
    ``roles`` holds some of clerk, approver, administrator.
    """

    user_id: str | None
    organisation_id: str | None
    kind: str
    roles: frozenset[str]
    name: str
    organisation_name: str
    is_core: bool = False

    @property
    def organisation(self) -> str:
        """The organisation's id, for code that only people of one may reach."""
        if self.organisation_id is None:
            raise RuntimeError("this actor acts for no organisation")
        return self.organisation_id

    def has(self, role: str) -> bool:
        """Whether the person holds ``role`` in the organisation."""
        return role in self.roles

    @property
    def is_operator(self) -> bool:
        """Whether the platform's operator acts."""
        return self.kind == "operator"


SYSTEM = Actor(None, None, "operator", frozenset({"clerk"}), "系统", "平台")
COMMAND = Actor(None, None, "operator", frozenset({"clerk"}), "cli", "平台运营")
