"""What people of the small Cabinet hold in their hands: an app that shows codes, and a paper."""

from datetime import timedelta

import pyotp

from ecabinet.accounts import codes
from ecabinet.accounts.codes import begin_code_app, confirm_code_app, find_code_app, grouped_seed
from ecabinet.accounts.recovery_codes import make_codes
from ecabinet.bodies.models import Body
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from tests.cabinet import PASSWORD

STEP = timedelta(seconds=30)


class Telephone:
    """Somebody's telephone with the app set up; each code is the next one, so that none is shown twice."""

    def __init__(self, account_id):
        self.account_id = account_id
        run(lambda: begin_code_app(account_id))
        self._totp = _totp(account_id)
        before = self.at(clock.now() - codes.WINDOW * STEP)
        assert run(lambda: confirm_code_app(account_id, before))

    def at(self, moment):
        return self._totp.at(moment)

    @property
    def code(self):
        return self.at(clock.now())


def code_awaited(account_id):
    """Return what an app shows that took the picture of the page just now."""
    return _totp(account_id).at(clock.now())


def _totp(account_id):
    with reading():
        return pyotp.TOTP(grouped_seed(find_code_app(account_id)).replace(" ", ""))


def paper_of(account_id):
    return run(lambda: make_codes(account_id))


def give_password(client, username="minister", **more):
    return client.post("/sign-in", data={"username": username, "password": PASSWORD, **more})


def demand_second_factor(body_id):
    """Let the rules of a body ask for it."""

    def deed():
        body = session().get_one(Body, body_id)
        body.procedure = body.procedure | {"second_factor": True}

    run(deed)
