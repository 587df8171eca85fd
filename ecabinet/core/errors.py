"""The ways the Cabinet says no. Each carries a sentence (a message id) and its values.

The edge puts the sentence into the reader's language and chooses the status: Missing 404, Denied 403,
Refused 409, Closed 410, Invalid 422, Altered 422, TooLarge 413, Uncertain 503.
"""

from ecabinet.core.words import N_


class Refusal(Exception):  # noqa: N818 -- these name outcomes, not faults
    """Any no. `message` is a message id; `values` fill its %(name)s places."""

    default = N_("This could not be done.")

    def __init__(self, message: str = "", **values: object) -> None:
        self.message = message or self.default
        self.values = values
        super().__init__(self.message)


class Missing(Refusal):
    """There is no such thing, or the asker may not know that there is."""

    default = N_("We could not find this page, or it is not open to you.")


class Denied(Refusal):
    """The asker may see it, but may not do this to it."""

    default = N_("You may look at this, but this action is not yours to take.")


class Refused(Refusal):
    """Anyone would be refused: the thing is in the wrong state for it."""


class Closed(Refused):
    """It was open once and is no longer: what came now is not counted."""


class Overtaken(Refused):
    """Somebody else saved it since the sender looked; the page shows both texts, so that nothing is lost."""

    default = N_(
        "Somebody else saved this while you were writing. Both texts are shown; nothing is lost."
    )


class TooLarge(Refusal):
    """What was sent is larger than the limit."""

    default = N_("This file is too large.")


class Uncertain(Refusal):
    """Whether it happened is not known: the commit itself failed. The sender asks again."""

    default = N_("The system could not confirm this just now. Please send it again.")


class Altered(Refusal):
    """It was sent before under the same key, and was something else."""

    default = N_(
        "This form was sent already, and what it says now is not what it said then. "
        "What was sent first stands. Please reload the page before you send anything else."
    )


class Invalid(Refusal):
    """What was sent cannot be read; `problems` says why, field by field (message ids)."""

    default = N_("Please check the marked fields.")

    def __init__(self, message: str = "", /, **problems: str) -> None:
        super().__init__(message)
        self.problems = problems


def require(allowed: bool) -> None:  # noqa: FBT001 -- an answer, not a flag
    """Raise Denied unless a policy said yes. The first line of every operation."""
    if not allowed:
        raise Denied
