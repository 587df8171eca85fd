"""Whether a session stands is asked in Python of one and in SQL of many: the two agree, whatever happened to it."""

from datetime import timedelta

import pytest

from ecabinet.accounts import sessions
from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.actors import find_speaker, load_actor
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run

PAST = timedelta(hours=-1)
HAPPENED = {
    "nothing": (lambda _: None, True, True),
    "revoked": (lambda each: setattr(each, "revoked_at", now()), False, False),
    "too old": (lambda each: setattr(each, "expires_at", now() + PAST), False, False),
    "rights changed": (lambda each: setattr(each.account, "authz_epoch", 7), False, False),
    "account closed": (lambda each: setattr(each.account, "active", False), False, False),
    "locked": (lambda each: setattr(each, "locked_at", now()), True, False),
    "untouched": (lambda each: setattr(each, "last_seen_at", now() + PAST), True, False),
}


@pytest.mark.parametrize("happened", HAPPENED)
def test_one_and_many_are_told_the_same(app, happened):
    change, stands, awake = HAPPENED[happened]

    def begin():
        account = Account(username="somebody", name="Somebody")
        session().add(account)
        session().flush()
        sessions.begin(account.id, "a tablet")
        session().flush()
        sign_in = session().query(SignIn).one()
        change(sign_in)
        return sign_in.id

    made = run(begin)
    with reading():
        row = session().get_one(SignIn, made)
        assert sessions.stands(row, now()) == stands
        assert [each.id for each in sessions.list_standing([made])] == [made] * stands
        found = sessions.find_standing(made)
        assert bool(found) == stands
        speaker, actor = find_speaker(made) or (None, None)
        assert [tuple(speaker)[: len(found)]] == [tuple(found)] if stands else speaker is None
        assert actor == (load_actor(row.account_id) if stands else None)
        assert sessions.list_awake([made]) == ({made} if awake else set())
