"""The application as a server and the `flask` command find it."""

from config import Config
from ecabinet.app import create_app

application = create_app(Config.from_environment())
