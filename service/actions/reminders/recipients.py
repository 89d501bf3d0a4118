"""To whom a step of the ladder speaks: a unit's people, those above it, and Home Affairs; and who cannot be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.agency import Agency
from service.domain.reminders.schedule import RecipientRole, ReminderRule
from service.storage.organization.accounts import accounts_of_agencies, accounts_with_role
from service.storage.organization.agencies import all_agencies


@dataclass(frozen=True)
class Recipients:
    """The units of the installation with the people of those that are asked about, and Home Affairs."""

    units: Mapping[str, Agency]
    people: Mapping[str, Sequence[Account]]
    home_affairs: tuple[Account, ...]

    def of_unit(self, step: ReminderRule, agency: str) -> dict[str, tuple[Account, RecipientRole]]:
        """The unit's people, and those above it, to whom a step speaks, each once, by address.

        Where no officer of the unit can be reached, its leader is the one who must know; those whose address is
        faulty are named all the same.
        """
        own = self.people[agency]
        above = self.people.get(self.units[agency].parent or "", ())
        officers, leaders = _of(Role.OFFICER, own), _of(Role.LEADER, own)
        by_audience = {
            RecipientRole.OFFICER: officers if reachable(officers) else [*officers, *leaders],
            RecipientRole.LEADER: leaders,
            RecipientRole.SUPERIOR: _of(Role.LEADER, above),
        }
        found: dict[str, tuple[Account, RecipientRole]] = {}
        for audience in step.to:
            for person in by_audience.get(audience, []):
                found.setdefault(person.email, (person, audience))
        return found


def recipients_of(session: Session, agencies: Iterable[str]) -> Recipients:
    """The people of these units and of those above them."""
    units = {agency.code: agency for agency in all_agencies(session)}
    asked = set(agencies)
    above = {parent for code in asked if (parent := units[code].parent) is not None}
    return Recipients(
        units, accounts_of_agencies(session, asked | above), accounts_with_role(session, Role.HOME_AFFAIRS)
    )


def reachable(people: Iterable[Account]) -> list[Account]:
    """Those to whom mails do not come back."""
    return [person for person in people if not person.mail_fault]


def _of(role: Role, people: Sequence[Account]) -> list[Account]:
    return [person for person in people if person.role is role]
