"""What every test can ask for. Servers and browsers stand in `fixtures_servers.py`,
the application inside the test's own process in `fixtures_app.py`.
"""

pytest_plugins = ["tests.fixtures_servers", "tests.fixtures_app"]


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="which database to run on",
    )
