"""Where backups are made, and where they are restored."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from io import BytesIO

from sqlalchemy import inspect, select

from config import Config
from ecabinet.audit import checkpoints
from ecabinet.audit.trail import verify
from ecabinet.core import files, sealing, signing, transaction
from ecabinet.core.database import engine_in_use, reading, session
from ecabinet.papers.models import Kind, Paper, PaperVersion, stored
from ecabinet.papers.operations import PaperDraft, Upload, open_dossier, upload_paper
from ecabinet.papers.queries import find_dossier
from tests.servers import OURS, ROOT, wait_until

WRITERS = 3


def content(number):
    """Return the bytes of a paper: its own, and more than one chunk of a stored file."""
    return f"paper {number} ".encode() * 9000


class House:
    """The installation that is backed up."""

    def __init__(self, app, cabinet):
        self._app, self._cabinet = app, cabinet
        self._dossier_id = cabinet.act(
            "officer", lambda actor: open_dossier(actor, cabinet.body, "Hồ sơ").id
        )
        self.handed_in = 0

    def hand_in(self, number):
        file = files.store(BytesIO(content(number)))
        upload, draft = Upload(f"{number}.pdf", file), PaperDraft(Kind.REPORT, f"Báo cáo {number}")
        self._cabinet.act("officer", lambda actor: self._upload(actor, upload, draft))

    def back_up(self, folder, *words):
        return self._app.test_cli_runner().invoke(args=["backup", str(folder), *words])

    @contextmanager
    def people_working(self):
        """Hand in papers from several threads: some before what runs inside, some meanwhile, some after."""
        leaving = threading.Event()
        numbers = iter(range(1_000_000))
        lock = threading.Lock()
        threads = [
            threading.Thread(target=self._work, args=(leaving, numbers, lock))
            for _ in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        try:
            self.wait_for_papers(WRITERS)
            yield
            self.wait_for_papers(self.handed_in + WRITERS)
        finally:
            leaving.set()
            for thread in threads:
                thread.join()

    def wait_for_papers(self, count):
        wait_until(lambda: self.handed_in >= count, 30, lambda: f"{self.handed_in} were handed in")

    def _work(self, leaving, numbers, lock):
        while not leaving.is_set():
            with lock:
                number = next(numbers)
            self.hand_in(number)
            with lock:
                self.handed_in += 1

    def _upload(self, actor, upload, draft):
        upload_paper(actor, find_dossier(actor, self._dossier_id, lock=True), upload, draft)


class Installation:
    """A data directory and a database on another machine."""

    def __init__(self, app, data, database_url):
        self._app = app
        self.data = data
        self.url = database_url or f"sqlite:///{data / 'ecabinet.db'}"
        self._environment = {"ECABINET_DATA": str(data), "ECABINET_DATABASE_URL": self.url}

    def config(self, **environment):
        """Read the configuration as a start does: the first one makes secrets of its own."""
        return Config.from_environment(self._environment | environment)

    def flask(self, *words):
        """Run `flask --app wsgi …` to its end, as an administrator does."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=inherited | self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def restore(self, folder, keys, **environment):
        """Run the command on this machine, though in the test's own process."""
        words = ("--keys", str(keys)) if keys else ()
        with self._opened(self.config(**environment)):
            return self._app.test_cli_runner().invoke(args=["restore", str(folder), *words])

    @contextmanager
    def _opened(self, config):
        at_home = sealing.master_key(), self._app.config["DATA"], self._app.config["SECRET_KEY"]
        signs = signing.signing_key()
        transaction.open_database(config.database_url)
        files.use_folder(config.files)
        sealing.use_master_key(config.master_key)
        signing.use_signing_key(config.signing_key, config.data / "signing-keys")
        checkpoints.use_folder(config.data / "checkpoints")
        self._app.config.update(DATA=config.data, SECRET_KEY=config.secret_key)
        yield
        sealing.use_master_key(at_home[0])
        signing.use_signing_key(signs, at_home[1] / "signing-keys")
        self._app.config.update(DATA=at_home[1], SECRET_KEY=at_home[2])

    def papers(self):
        """Open the database and the files here; return each paper's title and bytes."""
        transaction.open_database(self.url)
        files.use_folder(self.data / "files")
        with reading():
            assert list(verify()) == []
            query = select(Paper.title, PaperVersion.original).join(PaperVersion.paper)
            rows = session().execute(query).all()
        return {title: b"".join(files.read(stored(original))) for title, original in rows}

    def is_empty(self):
        transaction.open_database(self.url)
        tables = inspect(engine_in_use()).get_table_names()
        kept = [path for path in (self.data / "files").rglob("*") if path.is_file()]
        return not tables and not kept and not (self.data / "restoring").exists()
