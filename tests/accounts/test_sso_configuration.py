"""What an installation may be told of its single sign-on."""

import pytest

from config import Config, ConfigurationError

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("issuer", "client_id"),
    [("http://sso.example.vn", "x"), ("ftp://localhost", "x"), ("https://sso.example.vn", "")],
)
def test_an_issuer_that_anybody_could_play_is_not_configured(tmp_path, issuer, client_id):
    told = {"ECABINET_DATA": str(tmp_path), "ECABINET_OIDC_ISSUER": issuer}
    with pytest.raises(ConfigurationError):
        Config.from_environment({**told, "ECABINET_OIDC_CLIENT_ID": client_id})


def test_the_clients_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "secret").write_text("a word\n")
    config = Config.from_environment(
        {
            "ECABINET_DATA": str(tmp_path),
            "ECABINET_OIDC_ISSUER": "https://sso.example.vn",
            "ECABINET_OIDC_CLIENT_ID": "ecabinet",
            "ECABINET_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
        }
    )
    assert (config.oidc_issuer, config.oidc_client_secret) == ("https://sso.example.vn", "a word")
