"""Which fields an address takes: those of the pydantic models that its view, or what the view calls, speaks of."""

from types import FunctionType

from pydantic import BaseModel

DEEP = 3


def models_of(view, depth=DEEP):
    """Return the models named in a view and in the functions of its module that it calls."""
    view = getattr(view, "__wrapped__", view)
    if not isinstance(view, FunctionType) or not depth:
        return set()
    found = set()
    for each in _named(view.__code__, view.__globals__):
        if isinstance(each, type) and issubclass(each, BaseModel) and each is not BaseModel:
            found.add(each)
        elif getattr(each, "__module__", "").startswith("ecabinet."):
            found |= models_of(each, depth - 1)
    return found


def fields_of(view):
    """Return the names of all fields, and whether each takes free text."""
    return {
        name: field.annotation is str
        for model in models_of(view)
        for name, field in model.model_fields.items()
    }


def _named(code, known):
    for name in code.co_names:
        if name in known:
            yield known[name]
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _named(constant, known)
