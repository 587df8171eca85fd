"""The demonstration's opinion forms: two that wait for answers, one that is closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecabinet.agenda.models import Group
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.queries import find_body
from ecabinet.consultations import operations as consultations
from ecabinet.consultations.envelope import Opinion
from ecabinet.consultations.models import Consultation, Stand
from ecabinet.consultations.operations import ConsultationDraft
from ecabinet.consultations.queries import find_consultation, find_own_form
from ecabinet.core import jobs
from ecabinet.core.clock import now, set_to
from ecabinet.demo.matters import Matter, Sheet
from ecabinet.demo.sessions import MEMBERS
from ecabinet.demo.teller import Teller
from ecabinet.papers.models import Kind


@dataclass(frozen=True)
class Subject:
    """One form: what is asked, on which papers, and how many members answered it."""

    matter: Matter
    questions: tuple[str, ...]
    working_days: int
    sent_days_ago: int
    answered: int
    closed: bool = False


def _matter(title: str, agency: str, summary: str, *papers: Sheet) -> Matter:
    return Matter(title, agency, Group.DISCUSS, 0, "", summary, papers)


SUBJECTS = (
    Subject(
        _matter(
            "Dự thảo Nghị định về quản lý, sử dụng hóa đơn của hộ kinh doanh",
            "BTC",
            "Chuyển hộ kinh doanh từ thuế khoán sang kê khai; miễn chi phí phần mềm trong năm đầu.",
            Sheet(Kind.SUBMISSION, "Tờ trình về hóa đơn của hộ kinh doanh", 7),
            Sheet(Kind.DRAFT, "Dự thảo Nghị định", 19),
        ),
        (
            "Thông qua nội dung dự thảo Nghị định",
            "Thời điểm có hiệu lực từ ngày 01 tháng 01 năm sau",
        ),
        4,
        1,
        14,
    ),
    Subject(
        _matter(
            "Chủ trương đầu tư tuyến cao tốc nối Tây Nguyên với ven biển",
            "BXD",
            "Chiều dài 118 km, bốn làn xe, vốn ngân sách trung ương và địa phương.",
            Sheet(Kind.SUBMISSION, "Tờ trình về chủ trương đầu tư", 11),
            Sheet(Kind.APPRAISAL, "Báo cáo thẩm định", 9),
        ),
        ("Đồng ý chủ trương đầu tư dự án",),
        5,
        1,
        6,
    ),
    Subject(
        _matter(
            "Dự thảo Quyết định phân bổ kinh phí phòng, chống dịch bệnh",
            "BYT",
            "Phân bổ 640 tỷ đồng cho 15 địa phương theo tiêu chí đã thống nhất.",
            Sheet(Kind.SUBMISSION, "Tờ trình phân bổ kinh phí", 5),
        ),
        ("Đồng ý phương án phân bổ kinh phí",),
        3,
        20,
        25,
        closed=True,
    ),
)


def ask_opinions(teller: Teller) -> None:
    for subject in SUBJECTS:
        _ask(teller, subject)
        teller.say(subject.matter.title)


def _ask(teller: Teller, subject: Subject) -> None:
    sent = teller.at(teller.working_day(teller.today - timedelta(days=subject.sent_days_ago)), 9)
    sent = min(sent, now() - timedelta(hours=2))
    draft = ConsultationDraft(
        title=subject.matter.title,
        summary=subject.matter.summary,
        advice="Vụ chuyên môn thống nhất trình lấy ý kiến thành viên Chính phủ.",
        questions=subject.questions,
        working_days=subject.working_days,
    )
    body_id = teller.found.government

    consultation_id, dossier_id = teller.do(
        "officer2",
        sent - timedelta(days=1),
        lambda a: _ids(consultations.draft_consultation(a, find_body(a, body_id), draft)),
    )
    teller.hand_in("officer2", dossier_id, subject.matter, sent - timedelta(hours=20))

    def do(username: str, at: datetime, deed: Callable[[Actor, Consultation], None]) -> None:
        teller.do(username, at, lambda a: deed(a, find_consultation(a, consultation_id, lock=True)))

    do("officer2", sent, consultations.submit_consultation)
    do("head", sent, consultations.approve_consultation)
    _answer(teller, subject, consultation_id, sent + timedelta(hours=1))
    if subject.closed:
        with set_to(sent + timedelta(days=8)):
            jobs.sweep_up()  # its time is up: the clock closes it


def _ids(consultation: Consultation) -> tuple[str, str]:
    return consultation.id, consultation.dossier.id


def _answer(teller: Teller, subject: Subject, consultation_id: str, at: datetime) -> None:
    willing = [each for each in ("chair", *MEMBERS) if each != "member02"]
    for number, username in enumerate(willing[: subject.answered]):
        opinion = _opinion(number)
        moment = min(at + timedelta(minutes=3 * number), now() - timedelta(minutes=5))

        def answer(actor: Actor, opinion: Opinion = opinion) -> None:
            form = find_own_form(actor, consultation_id, lock=True)
            said = {each.id: opinion for each in form.consultation.questions}
            consultations.answer_form(actor, form, said, 1)

        teller.do(username, moment, answer)


def _opinion(number: int) -> Opinion:
    if number % 9 == 4:  # noqa: PLR2004 -- one in nine disagrees
        return Opinion(Stand.DISAGREE, "Đề nghị làm rõ nguồn vốn đối ứng của địa phương.")
    if number % 7 == 5:  # noqa: PLR2004 -- one in seven has something to add
        return Opinion(Stand.OTHER, "Đồng ý, đề nghị bổ sung cơ chế theo dõi hằng quý.")
    return Opinion(Stand.AGREE)
