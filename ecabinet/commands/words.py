"""How a command says that it did not do what was asked: in a sentence, with exit code 1."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError


class NotDone(click.ClickException):
    """What was asked is not done; the message says why."""


@contextmanager
def in_words(outcome: Callable[[], str]) -> Iterator[None]:
    """Where something goes wrong inside, say why, and how things stand then."""
    try:
        yield
    except click.ClickException as refusal:
        raise NotDone(f"{refusal.message}\n{outcome()}") from refusal
    except subprocess.CalledProcessError as error:
        raise NotDone(f"{error.stderr.strip()}\n{outcome()}") from error
    except (OSError, ValueError, SQLAlchemyError, CommandError) as error:
        raise NotDone(f"{error}\n{outcome()}") from error
