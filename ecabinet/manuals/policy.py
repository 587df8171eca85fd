"""Whoever is signed in may read every manual: nothing in them is a secret."""

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.policy import may_administer


def may_edit_manual(actor: Actor) -> bool:
    return may_administer(actor)
