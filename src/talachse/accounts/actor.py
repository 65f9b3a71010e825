"""Who acts: the one object that services get to know who did something."""

from __future__ import annotations

from dataclasses import dataclass, field

from talachse.rules.access import Action, Role, may
from talachse.rules.agreement.document import Side


@dataclass(frozen=True, slots=True)
class Seatholder:
    """One membership that is valid today."""

    membership_id: int
    organisation_id: int
    organisation_key: str
    organisation_name: str
    side: Side | None
    role: Role
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the functions of today, a citizen without an account, or the system itself."""

    user_id: int | None = None
    name: str = ""
    memberships: tuple[Seatholder, ...] = ()
    is_system: bool = False
    _roles: frozenset[Role] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_roles", frozenset(m.role for m in self.memberships))

    @property
    def is_logged_in(self) -> bool:
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        return self._roles

    @property
    def journal_id(self) -> str:
        """Identification in the journal: no name, but traceable by those who may."""
        if self.is_system:
            return "system"
        if self.user_id is None:
            return "public"
        functions = ",".join(sorted({f"{m.organisation_key}/{m.role}" for m in self.memberships}))
        return f"user:{self.user_id} {functions}"[:80]

    def may(self, action: Action) -> bool:
        """True when a function of today carries the action (or it is public)."""
        if self.is_system:
            return True
        return may(self.roles, action, logged_in=self.is_logged_in).is_yes

    def sides(self) -> frozenset[Side]:
        """The parties of the agreement this person acts for."""
        return frozenset(m.side for m in self.memberships if m.side is not None)

    def side_for(self, action: Action) -> Side | None:
        """The party this person does ``action`` for; None when no function of a party carries it."""
        return next((m.side for m in self.memberships if m.side and action in m.role.actions), None)

    def organisations_for(self, action: Action) -> frozenset[int]:
        """Ids of the organisations in which the action may be done."""
        return frozenset(m.organisation_id for m in self.memberships if action in m.role.actions)

    def desks(self) -> frozenset[str]:
        """Keys of the desks this person answers for."""
        return frozenset(m.desk for m in self.memberships if m.desk)


SYSTEM = Actor(is_system=True, name="Talachse")
PUBLIC = Actor()
