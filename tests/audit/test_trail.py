"""Whatever is changed in the trail is found, and said where."""

import pytest
from sqlalchemy import delete, select, update

from ecabinet.audit.models import Entry, Head
from ecabinet.audit.trail import Break, verify
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import engines


def breaks():
    with reading():
        return list(verify())


def tamper(*statements):
    """Change rows behind the application's back."""
    with engines()[-1].begin() as connection:
        for statement in statements:
            connection.execute(statement)


def chain_of(cabinet):
    return cabinet.body


def test_what_was_written_holds(cabinet):
    assert breaks() == []
    with reading():
        assert session().scalars(select(Entry).where(Entry.chain == cabinet.body)).all()


@pytest.mark.parametrize(
    ("column", "value"),
    [("event", "post.taken"), ("actor_id", "somebody"), ("details", {"title": "other"})],
)
def test_a_changed_row_is_found(cabinet, column, value):
    at = (Entry.chain == cabinet.body) & (Entry.position == 2)
    tamper(update(Entry).where(at).values({column: value}))
    assert breaks() == [Break(cabinet.body, 2, "changed")]


def test_a_row_taken_out_is_found(cabinet):
    tamper(delete(Entry).where(Entry.chain == cabinet.body, Entry.position == 3))
    assert Break(cabinet.body, 3, "missing") in breaks()


def test_two_rows_swapped_are_found(cabinet):
    chain = Entry.chain == cabinet.body
    move = update(Entry).where(chain)
    tamper(
        move.where(Entry.position == 2).values(position=900),
        move.where(Entry.position == 3).values(position=2),
        move.where(Entry.position == 900).values(position=3),
    )
    assert {each.position for each in breaks()} >= {2, 3}


def test_a_trail_cut_short_is_found(cabinet):
    with reading():
        last = session().get_one(Head, cabinet.body).position
    tamper(delete(Entry).where(Entry.chain == cabinet.body, Entry.position == last))
    assert breaks() == [Break(cabinet.body, last, "cut short")]
