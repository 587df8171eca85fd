"""What every test can ask for. The servers and browsers stand in `fixtures_servers.py`."""

pytest_plugins = ["tests.fixtures_servers"]


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="which database to run on",
    )
