"""Where the database stands in the line of migrations, and how it is brought to the head."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parents[2] / "migrations"


@dataclass(frozen=True)
class Heads:
    database: str | None
    code: str | None

    @property
    def at_head(self) -> bool:
        return self.database == self.code


@cache
def code_head() -> str | None:
    """Return the newest revision the code knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def heads(connection: Connection) -> Heads:
    return Heads(MigrationContext.configure(connection).get_current_revision(), code_head())


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`."""
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(alembic_config(url), revision)


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config
