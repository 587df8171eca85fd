"""What waits for the word of a second person: a new way in for somebody, a paper to be read in an emergency."""

from dataclasses import dataclass

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.policy import may_see_recoveries
from ecabinet.bodies.recovery import list_recoveries
from ecabinet.emergencies.policy import AGREES
from ecabinet.emergencies.queries import count_awaiting


@dataclass(frozen=True)
class SecondPerson:
    """What one person may agree to. `recoveries` is None for whoever has no part in them."""

    recoveries: int | None
    readings: int

    @property
    def waits(self) -> bool:
        return bool(self.recoveries or self.readings)


def find_what_waits(actor: Actor) -> SecondPerson | None:
    """Return what waits for `actor` as a second person; None for whoever is never one."""
    recovers = may_see_recoveries(actor)
    if not recovers and not actor.bodies(AGREES):
        return None
    asked = [each for each in list_recoveries(actor) if each.may_agree] if recovers else None
    return SecondPerson(
        recoveries=None if asked is None else len(asked), readings=count_awaiting(actor)
    )
