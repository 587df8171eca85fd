"""Tasks given and worked on with the operations themselves."""

import pytest

from ecabinet.bodies.queries import find_body
from ecabinet.core.database import reading
from ecabinet.tasks.models import Task
from ecabinet.tasks.operations import (
    TaskDraft,
    accept_task,
    assign_task,
    confirm_task,
    report_done,
    report_progress,
)
from ecabinet.tasks.queries import find_task


class Work:
    """What the secretariat gives and the Ministry of Construction (`agency`) carries out."""

    def __init__(self, cabinet):
        self.cabinet = cabinet

    def give(self, title="Trình Nghị định về nhà ở xã hội", due_on=None, **more):
        draft = {"title": title, "lead_id": self.cabinet.construction, "due_on": due_on} | more
        return self.cabinet.act(
            "officer",
            lambda actor: (
                assign_task(actor, find_body(actor, self.cabinet.body), TaskDraft(**draft)).id
            ),
        )

    def do(self, username, deed, task, *arguments):
        """Do a deed with a task, locked as the routes lock it."""
        return self.cabinet.act(
            username,
            lambda actor: deed(actor, find_task(actor, task, lock=True), *arguments),
        )

    def accept(self, task):
        self.do("agency", accept_task, task)

    def progress(self, task, percent=40, text="Đã lấy ý kiến các bộ"):
        self.do("agency", report_progress, task, percent, text)

    def report(self, task, document="12/2026/NĐ-CP", link=""):
        self.do("agency", report_done, task, "Đã ban hành", document, link)

    def confirm(self, task):
        self.do("head", confirm_task, task)

    def row(self, task):
        with reading() as current:
            found = current.get_one(Task, task)
            assert found.reports is not None
            assert found.replans is not None
            assert found.coordinating is not None
            return found


@pytest.fixture
def work(cabinet):
    return Work(cabinet)
