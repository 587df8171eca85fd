"""What is told of an item: by its number and title, or by its number alone where it is restricted."""

from ecabinet.agenda.models import Item
from ecabinet.core.words import N_

ITEM_ADDED = N_("Item %(number)s, “%(title)s”, was added.")
ITEMS_ADDED = N_("%(count)s items were added.")
ITEM_CHANGED = N_("Item %(number)s, “%(title)s”, was changed.")
ITEM_MOVED = N_("Item %(number)s, “%(title)s”, is taken at another time of the session.")
ITEM_TAKEN_OFF = N_("Item %(number)s, “%(title)s”, was withdrawn.")
ITEM_KNOWN_TO_OTHERS = N_("It was said anew to whom item %(number)s, “%(title)s”, is open.")
ADDED = N_("New in “%(meeting)s”: item %(number)s, “%(title)s”.")
LIST_ADDED = N_("New in “%(meeting)s”: %(count)s items.")
CHANGED = N_("Changed in “%(meeting)s”: item %(number)s, “%(title)s”.")
WITHDRAWN = N_("Withdrawn from “%(meeting)s”: item %(number)s, “%(title)s”.")
INVITED = N_("You are invited to item %(number)s, “%(title)s”, of “%(meeting)s”.")
PREPARED = N_(
    "Prepared for you to sign: a position on item %(number)s, “%(title)s”, of “%(meeting)s”."
)
TAKEN_OFF = N_("Taken off the consent list of “%(meeting)s”: item %(number)s, “%(title)s”.")
LET_IN = N_("Item %(number)s, “%(title)s”, of “%(meeting)s” is open to you.")

# A notice also goes out by e-mail, and versions are listed for everybody: a restricted title stands in neither.
QUIET = {
    ITEM_ADDED: N_("Item %(number)s, a restricted matter, was added."),
    ITEM_CHANGED: N_("Item %(number)s, a restricted matter, was changed."),
    ITEM_MOVED: N_(
        "Item %(number)s, a restricted matter, is taken at another time of the session."
    ),
    ITEM_TAKEN_OFF: N_("Item %(number)s, a restricted matter, was withdrawn."),
    ITEM_KNOWN_TO_OTHERS: N_(
        "It was said anew to whom item %(number)s, a restricted matter, is open."
    ),
    ADDED: N_("New in “%(meeting)s”: item %(number)s, a restricted matter."),
    CHANGED: N_("Changed in “%(meeting)s”: item %(number)s, a restricted matter."),
    WITHDRAWN: N_("Withdrawn from “%(meeting)s”: item %(number)s, a restricted matter."),
    INVITED: N_("You are invited to item %(number)s, a restricted matter, of “%(meeting)s”."),
    PREPARED: N_(
        "Prepared for you to sign: a position on item %(number)s, a restricted matter, of “%(meeting)s”."
    ),
    TAKEN_OFF: N_(
        "Taken off the consent list of “%(meeting)s”: item %(number)s, a restricted matter."
    ),
    LET_IN: N_("Item %(number)s, a restricted matter, of “%(meeting)s” is open to you."),
}


def told(item: Item, message: str) -> tuple[str, dict[str, str]]:
    """Return a message about an item and what fills its places."""
    values = {"meeting": item.meeting.title, "number": item.label}
    if item.is_restricted:
        return QUIET[message], values
    return message, values | {"title": item.title}
