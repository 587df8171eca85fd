from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    task_id: str
    title: str
    agency_ids: tuple[str, ...]  # those it concerns, the lead first

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(f"tasks:{each}" for each in (self.body_id, *self.agency_ids))


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(TaskEvent):
    name: ClassVar[str] = "task.assigned"

    due_on: str  # as ISO writes it, "" for none


@dataclass(frozen=True, kw_only=True)
class TaskAccepted(TaskEvent):
    name: ClassVar[str] = "task.accepted"


@dataclass(frozen=True, kw_only=True)
class ProgressReported(TaskEvent):
    name: ClassVar[str] = "task.progressed"

    percent: int


@dataclass(frozen=True, kw_only=True)
class TaskReportedDone(TaskEvent):
    name: ClassVar[str] = "task.reported_done"


@dataclass(frozen=True, kw_only=True)
class TaskConfirmed(TaskEvent):
    name: ClassVar[str] = "task.confirmed"

    done_on: str


@dataclass(frozen=True, kw_only=True)
class TaskReturned(TaskEvent):
    name: ClassVar[str] = "task.returned"

    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskReplanned(TaskEvent):
    name: ClassVar[str] = "task.replanned"

    old_due_on: str
    new_due_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskSuspended(TaskEvent):
    name: ClassVar[str] = "task.suspended"

    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskResumed(TaskEvent):
    name: ClassVar[str] = "task.resumed"


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(TaskEvent):
    name: ClassVar[str] = "task.cancelled"

    reason: str
