"""What migrations make is what the models describe; every step can be taken back with data in it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, func, insert, select

import ecabinet.app  # noqa: F401 -- it knows every feature, so every table
from ecabinet.core.database import Model
from ecabinet.web.migration import FOLDER, downgrade, upgrade
from tests.architecture.rows import plausible_row

FILLED = {"term"}  # bodies that exist already get the usual words


def revisions():
    """Return the revisions, oldest first."""
    return [each.revision for each in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions()))]


@pytest.fixture
def url(new_database):
    return new_database()


@pytest.fixture
def engine(url):
    made = create_engine(url)
    yield made
    made.dispose()


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory(str(FOLDER)).get_heads()) == 1


def test_the_head_is_what_the_models_say(url, engine):
    upgrade(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [
            each for each in compare_metadata(context, Model.metadata) if not ours_alone(each)
        ] == []


def ours_alone(difference):
    """Whether a difference is a table that the search index keeps for itself."""
    return difference[0] == "remove_table" and "_fts" in difference[1].name


def test_every_migration_goes_up_and_down(url, engine):
    upgrade(url)
    downgrade(url, "base")
    upgrade(url)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revisions()[-1]


@pytest.mark.parametrize("revision", revisions())
def test_a_migration_is_taken_back_and_made_again_with_data(url, engine, revision):
    upgrade(url, revision)
    filled = fill(engine)
    downgrade(url, "-1")
    upgrade(url, revision)
    with engine.connect() as connection:
        tables = reflected(engine).tables
        kept = {
            name: connection.scalar(select(func.count()).select_from(tables[name]))
            for name in filled
        }
    assert all(count in {0, 1} for name, count in kept.items() if name not in FILLED)
    assert filled


def fill(engine):
    """Put one plausible row into every table that can hold one; return the tables' names."""
    filled = {}
    for table in reflected(engine).sorted_tables:
        if table.name == "alembic_version" or "_fts" in table.name:
            continue
        row = plausible_row(table, filled)
        with engine.begin() as connection:
            connection.execute(insert(table).values(row))
        filled[table.name] = row
    return filled


def reflected(engine):
    metadata = MetaData()
    metadata.reflect(engine)
    return metadata
