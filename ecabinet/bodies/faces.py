"""Of several posts, the one a person acts in first on this device."""

from ecabinet.accounts.models import SignIn
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.people_events import FaceChosen
from ecabinet.bodies.policy import may_act_as
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record


def choose_face(actor: Actor, sign_in_id: str, post_id: str) -> None:
    """Act in that post first, as long as this session lasts and the post is held."""
    require(may_act_as(actor, post_id))
    chosen = next(each for each in actor.holdings if each.post_id == post_id)
    sign_in = session().get_one(SignIn, sign_in_id)
    if sign_in.face_id != post_id:
        sign_in.face_id = post_id
        record(
            FaceChosen(actor_id=actor.id, body_id=chosen.body_id, post_id=post_id, role=chosen.role)
        )
