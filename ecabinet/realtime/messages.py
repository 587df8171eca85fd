"""Socket messages that are deeds: a name, the schema of what is sent, and what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from ecabinet.bodies.actors import Actor


class Message(BaseModel):
    """The base of what may be sent; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


M = TypeVar("M", bound=Message)
Answer = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """One kind of message. `do` runs inside a transaction and returns the acknowledgement; see `run` for `together`."""

    schema: type[Message]
    do: Callable[[Actor, Any], Answer]
    together: bool


_deeds: dict[str, Deed] = {}


def deed(
    name: str, schema: type[M], *, together: bool = False
) -> Callable[[Callable[[Actor, M], Answer]], Callable[[Actor, M], Answer]]:
    """Register what the message `name` does."""

    def register(do: Callable[[Actor, M], Answer]) -> Callable[[Actor, M], Answer]:
        _deeds[name] = Deed(schema, do, together)
        return do

    return register


def deeds() -> dict[str, Deed]:
    return dict(_deeds)
