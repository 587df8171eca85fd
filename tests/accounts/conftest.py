import pytest

from ecabinet.accounts import sso
from ecabinet.bodies.identities import find_linkable, link_identity
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.accounts.trips import BACK


@pytest.fixture
def provider(app):
    running = Provider().start()
    running.client.redirect_uri = f"{app.config['BASE_URL']}{BACK}"
    sso.use_provider(
        sso.Provider(
            issuer=running.issuer,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            name="Cổng xác thực",
        )
    )
    yield running
    sso.use_provider(None)
    running.stop()


@pytest.fixture
def linked(cabinet, provider):
    """The minister, whom the provider calls subject-1."""
    cabinet.act(
        "minister",
        lambda actor: link_identity(
            actor, find_linkable(actor, actor.id), provider.issuer, "subject-1"
        ),
    )
    return provider
