from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Overtaken, require
from ecabinet.core.events import record
from ecabinet.manuals.events import ManualEdited, ManualRestored
from ecabinet.manuals.models import Manual
from ecabinet.manuals.policy import may_edit_manual
from ecabinet.manuals.queries import Text


def edit_manual(actor: Actor, known: Text, text: str, revision: int) -> None:
    """Put the house's own text in place. Overtaken where somebody else did since `revision`."""
    require(may_edit_manual(actor))
    if known.revision != revision:
        raise Overtaken
    if text == known.text:
        return
    own = Manual(
        role=known.role,
        language=known.language,
        text=text,
        revision=revision + 1,
        edited_by_id=actor.id,
        edited_at=now(),
    )
    session().merge(own)
    record(
        ManualEdited(actor_id=actor.id, role=own.role, language=own.language, revision=own.revision)
    )


def restore_manual(actor: Actor, known: Text, revision: int) -> None:
    """Read the shipped text again. Overtaken where somebody else changed the house's own since `revision`."""
    require(may_edit_manual(actor))
    if known.revision != revision:
        raise Overtaken
    if own := session().get(Manual, (known.role, known.language)):
        session().delete(own)
        record(ManualRestored(actor_id=actor.id, role=known.role, language=known.language))
