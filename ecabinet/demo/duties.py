"""The demonstration's sixty tasks, in every state and every timing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ecabinet.agenda.queries import find_item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.queries import find_body
from ecabinet.core.clock import now
from ecabinet.demo.cast import MINISTRIES
from ecabinet.demo.teller import Teller
from ecabinet.minutes.models import Conclusion
from ecabinet.minutes.queries import find_conclusion_of
from ecabinet.tasks import operations as tasks
from ecabinet.tasks.models import Task
from ecabinet.tasks.operations import TaskDraft
from ecabinet.tasks.queries import find_task

Deed = Callable[[Actor, Task], None]

SUBJECTS = (
    ("BTC", "phương án điều chuyển vốn đầu tư công của các dự án chậm giải ngân"),
    ("BXD", "Nghị quyết về cơ chế đặc thù cho các dự án giao thông trọng điểm"),
    ("BCT", "Nghị định quy định chi tiết Luật Điện lực"),
    ("BGDĐT", "phương án cân đối vốn kiên cố hóa trường học"),
    ("BNNMT", "quy trình vận hành liên hồ chứa mùa cạn"),
    ("BKHCN", "danh mục dữ liệu dùng chung của cơ quan nhà nước"),
    ("BNV", "phương án cắt giảm thủ tục hành chính nội bộ"),
    ("BTP", "kết quả rà soát văn bản quy phạm pháp luật chồng chéo"),
    ("BYT", "kế hoạch bảo đảm thuốc và thiết bị y tế"),
    ("BVHTTDL", "chương trình kích cầu du lịch nội địa"),
    ("BNG", "kế hoạch đối ngoại cấp cao năm tới"),
    ("BDTTG", "chính sách hỗ trợ đồng bào dân tộc thiểu số"),
    ("NHNN", "gói tín dụng ưu đãi cho nhà ở xã hội"),
    ("TTCP", "kết quả xử lý các vụ khiếu nại đông người, kéo dài"),
    ("VPCP", "kết nối hệ thống theo dõi nhiệm vụ của các bộ, địa phương"),
)
ORDERS = (
    ("Trình Chính phủ {}", "Tờ trình và dự thảo"),
    ("Báo cáo Thủ tướng Chính phủ về {}", "Báo cáo bằng văn bản"),
    ("Đôn đốc các địa phương thực hiện {}", "Báo cáo tổng hợp của 34 địa phương"),
    ("Hoàn thiện, ban hành {}", "Văn bản được ban hành"),
)
# What becomes of a task → (how many, due so many days from today, done so many days from the due date).
LIVES: tuple[tuple[str, int, int, int], ...] = (
    ("on_time", 22, -9, -2),
    ("late", 5, -40, 6),
    ("running", 8, 20, 0),
    ("fresh", 4, 34, 0),
    ("accepted", 3, 27, 0),
    ("soon", 5, 1, 0),
    ("overdue", 6, -8, 0),
    ("reported", 2, 2, 0),
    ("returned", 1, 6, 0),
    ("open_ended", 2, 0, 0),
    ("suspended", 1, 45, 0),
    ("cancelled", 1, 15, 0),
)
SPREAD = {
    "on_time": 15,
    "late": 55,
    "running": 5,
    "overdue": 5,
}  # days from one task's due date to the next


@dataclass(frozen=True)
class Duty:
    """One task as it is to be told."""

    life: str
    code: str
    title: str
    result: str
    due_on: date | None
    assigned_at: datetime
    done_at: datetime


class Duties:
    def __init__(self, teller: Teller, past_items: list[str]) -> None:
        self._teller = teller
        self._past_items = past_items
        self._officers = {each.code: f"agency{n:02}" for n, each in enumerate(MINISTRIES, 1)}

    def tell(self) -> None:
        for number, duty in enumerate(self._plan()):
            self._live(duty, self._assign(duty, number))
        self._teller.say("60 tasks")

    def _plan(self) -> Iterator[Duty]:
        number = 0
        for life, count, due, done in LIVES:
            for index in range(count):
                yield self._duty(life, number, due + self._step(life, index, due), done)
                number += 1

    @staticmethod
    def _step(life: str, index: int, due: int) -> int:
        return index * SPREAD.get(life, 1) * (-1 if due < 0 else 1) if life != "soon" else index % 3

    def _duty(self, life: str, number: int, due: int, done: int) -> Duty:
        code, subject = SUBJECTS[number % len(SUBJECTS)]
        order, result = ORDERS[number // len(SUBJECTS) % len(ORDERS)]
        today = self._teller.today
        due_on = today + timedelta(days=due)
        assigned = min(due_on - timedelta(days=30), today - timedelta(days=3))
        return Duty(
            life,
            code,
            order.format(subject),
            result,
            None if life == "open_ended" else due_on,
            self._teller.at(assigned, 10),
            self._teller.at(due_on + timedelta(days=done), 15),
        )

    def _assign(self, duty: Duty, number: int) -> str:
        found = self._teller.found

        def assign(actor: Actor) -> str:
            draft = TaskDraft(
                title=duty.title,
                result_expected=duty.result,
                lead_id=found.agencies[duty.code],
                coordinating_ids=(found.agencies["VPCP"],),
                due_on=duty.due_on,
                conclusion=self._conclusion(actor, number),
                source=""
                if number < len(self._past_items)
                else f"Công văn số {400 + number}/VPCP-TH",
            )
            return tasks.assign_task(actor, find_body(actor, found.government), draft).id

        return self._teller.do("officer1", duty.assigned_at, assign)

    def _conclusion(self, actor: Actor, number: int) -> Conclusion | None:
        """The first tasks come from the past session's conclusions."""
        if number >= len(self._past_items):
            return None
        return find_conclusion_of(actor, find_item(actor, self._past_items[number]))

    def _live(self, duty: Duty, task_id: str) -> None:
        if duty.life == "fresh":
            return
        start = duty.assigned_at + timedelta(days=1)
        self._agency(duty, start, task_id, tasks.accept_task)
        if duty.life == "accepted":
            return
        if duty.life in {"suspended", "cancelled"}:
            self._stop(duty, task_id, start + timedelta(days=1))
            return
        self._progress(duty, task_id, start)
        if duty.life in {"on_time", "late", "reported", "returned"}:
            self._finish(duty, task_id)

    def _progress(self, duty: Duty, task_id: str, start: datetime) -> None:
        percent = 25 + len(duty.title) % 50
        text = "Đang lấy ý kiến các cơ quan liên quan; dự kiến hoàn thành đúng kế hoạch."
        at = min(start + timedelta(days=1), now() - timedelta(minutes=30))
        self._agency(duty, at, task_id, lambda a, t: tasks.report_progress(a, t, percent, text))

    def _finish(self, duty: Duty, task_id: str) -> None:
        recent = duty.life in {"reported", "returned"}
        at = now() - timedelta(hours=20) if recent else duty.done_at
        text = "Đã hoàn thành, kính báo cáo kết quả."
        document = f"{200 + len(duty.title)}/BC-{duty.code}"
        self._agency(duty, at, task_id, lambda a, t: tasks.report_done(a, t, text, document, ""))
        if duty.life == "returned":
            reason = "Đề nghị bổ sung số liệu của các địa phương chưa báo cáo."
            self._officer(
                at + timedelta(hours=3), task_id, lambda a, t: tasks.return_task(a, t, reason)
            )
        elif not recent:
            self._officer(at + timedelta(hours=17), task_id, tasks.confirm_task)

    def _stop(self, duty: Duty, task_id: str, at: datetime) -> None:
        if duty.life == "suspended":
            reason = "Chờ ý kiến của cơ quan có thẩm quyền."
            self._officer(at, task_id, lambda a, t: tasks.suspend_task(a, t, reason))
        else:
            reason = "Nội dung đã được thay thế bằng nhiệm vụ khác."
            self._officer(at, task_id, lambda a, t: tasks.cancel_task(a, t, reason))

    def _agency(self, duty: Duty, at: datetime, task_id: str, deed: Deed) -> None:
        self._do(self._officers[duty.code], at, task_id, deed)

    def _officer(self, at: datetime, task_id: str, deed: Deed) -> None:
        self._do("officer1", at, task_id, deed)

    def _do(self, username: str, at: datetime, task_id: str, deed: Deed) -> None:
        self._teller.do(
            username,
            at,
            lambda a: deed(a, find_task(a, task_id, lock=True)),
        )
