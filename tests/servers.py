"""The servers that tests and measurements start for themselves: PostgreSQL, Redis, and e-Cabinet as it really runs.

Each ends with the process that started it, whatever ends that: a guard waits for the process's end of a pipe to
close, which the system does even after a kill -9.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).parents[1]
OURS = ("ECABINET_", "HOST", "PORT", "DEMO")
GLANCE_S = 0.02
DEMO_PASSWORD = "ky-hop-thu-nghiem-2026"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_until(holds: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Return once something holds; TimeoutError with `otherwise()` when it does not in time."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise())
        pause.wait(GLANCE_S)


class Guard:
    """Sends `signal_name` to a process, and removes its folder, once the process that made the guard is gone."""

    def __init__(self, target: int, signal_name: str, folder: Path) -> None:
        script = 'cat >/dev/null; kill -s "$1" -- "$2"; rm -rf "$3"'
        self._shell = subprocess.Popen(
            ["sh", "-c", script, "sh", signal_name, str(target), str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        self._shell.kill()
        self._shell.wait()
        self._shell.stdin.close()


class Postgres:
    """A PostgreSQL cluster of one's own, reached through a socket in its folder."""

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._programs = self._newest()
        self._user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        self.folder = Path(tempfile.mkdtemp(prefix="ecabinet-pg-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        self._made = 0
        self._do(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        self.start()

    def start(self) -> None:
        settings = {
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "",
            "max_connections": "200",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                user=self._user,
                group=self._user,
            )
        self._guard = Guard(self._process.pid, "QUIT", self.folder)
        wait_until(self._answers, 30, (self.folder / "log").read_text)

    def crash(self) -> None:
        """End at once, as after a power cut: what was not written is lost."""
        self._guard.dismiss()
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def stop(self) -> None:
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def new_database(self, prefix: str = "ecabinet") -> str:
        """Return the address of a new, empty database."""
        return make_database(str(self.folder), f"{prefix}_{os.getpid()}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _do(self, program: str, *words: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self.folder / "data", *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self._user,
            group=self._user,
        )

    @staticmethod
    def _newest() -> Path:
        versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        return max(versions, key=lambda path: int(path.parts[-3])).parent


def make_database(folder: str, prefix: str, template: str = "template1") -> str:
    """Make a new database in the cluster whose socket lies in `folder`; return its address."""
    with psycopg.connect(
        f"host={folder} user=postgres dbname=postgres", autocommit=True
    ) as connection:
        taken = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        name = next(name for number in range(10_000) if (name := f"{prefix}_{number}") not in taken)
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


class Redis:
    """A Redis that keeps nothing."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ecabinet-redis-"))
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                self.folder,
            ],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._guard = Guard(self._process.pid, "KILL", self.folder)
        wait_until(self._answers, 10, lambda: "Redis did not start")

    def kill(self) -> None:
        self._guard.dismiss()
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port)) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


class LiveServer:
    """e-Cabinet, started by the command that people start it with, in a data directory of its own."""

    def __init__(self, **environment: str) -> None:
        self.served_by = [
            "-m",
            "gunicorn",
            "--config",
            "python:ecabinet.web.gunicorn_conf",
            "wsgi:application",
        ]
        self.folder = Path(tempfile.mkdtemp(prefix="ecabinet-live-"))
        self.data = self.folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = inherited | {
            "ECABINET_DATA": str(self.data),
            "ECABINET_BASE_URL": self.url,
            "ECABINET_DEMO_PASSWORD": DEMO_PASSWORD,
            "ECABINET_RELEASE_WAIT_SECONDS": "0",  # only the test of the waiting waits
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            **environment,
        }

    @property
    def database_url(self) -> str:
        return self.environment.get(
            "ECABINET_DATABASE_URL", f"sqlite:///{self.data / 'ecabinet.db'}"
        )

    def start(self, *, prepared: bool = False, seconds: float = 120) -> "LiveServer":
        """Start and wait until it is ready. `prepared`: the server alone, as a service comes back after a crash."""
        command = self.served_by if prepared else ["-m", "ecabinet.start"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._guard = Guard(-self._process.pid, "KILL", self.folder)
        wait_until(
            self._ready, seconds, lambda: f"not ready after {seconds} s:\n{self.log()[-4000:]}"
        )
        return self

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        """Return what the server has said so far."""
        return (self.folder / "log").read_text()

    def workers(self) -> list[int]:
        """Return the processes that serve."""
        pid = self._process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_9(self) -> None:
        """End it and all its children at once, without a word of warning."""
        self._guard.dismiss()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ask_to_stop(self, seconds: float = 15) -> None:
        """Stop it as a service is stopped; TimeoutExpired where it does not."""
        self._process.terminate()
        self._process.wait(seconds)

    def stop(self) -> None:
        """End it, nicely if it can, and forget its data."""
        if self._process is not None:
            self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        if self._process.poll() is None:
            try:
                self.ask_to_stop()
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._guard.dismiss()

    def _ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the server ended while starting:\n{self.log()[-4000:]}")
        try:
            with urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, http.client.HTTPException, OSError):
            return False
