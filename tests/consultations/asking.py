"""A consultation brought as far as a test wants it, by the deeds themselves."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ecabinet.bodies.queries import find_body
from ecabinet.consultations.envelope import Opinion
from ecabinet.consultations.models import Stand
from ecabinet.consultations.operations import (
    ConsultationDraft,
    answer_form,
    approve_consultation,
    close_consultation,
    draft_consultation,
    recall_consultation,
    return_consultation,
    submit_consultation,
)
from ecabinet.consultations.queries import find_consultation, find_own_form

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AGREE, DISAGREE, OTHER = Stand.AGREE, Stand.DISAGREE, Stand.OTHER
WORDS = {AGREE: "", DISAGREE: "Chưa đủ nguồn lực.", OTHER: "Đề nghị làm thí điểm trước."}
STATES = ("draft", "submitted", "returned", "sent", "closed", "recalled")
MEMBERS = ("chair", "minister", "finance", "health", "justice")


def at(text):
    """Return a moment by the clock of Hà Nội."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Asking:
    """One consultation of the small Cabinet."""

    def __init__(self, cabinet, *, questions=("Ban hành Nghị quyết?",), days=3, by="officer"):
        self.cabinet = cabinet
        body_id = cabinet.other_body if by == "other_officer" else cabinet.body
        draft = ConsultationDraft(
            title="Nghị quyết về nhà ở xã hội",
            summary="Giao 712 dự án.",
            questions=questions,
            working_days=days,
        )
        made = cabinet.act(
            by, lambda actor: draft_consultation(actor, find_body(actor, body_id), draft)
        )
        self.id, self.question_ids = made.id, [each.id for each in made.questions]

    def act(self, who, deed, *more):
        """Let somebody do a deed with the consultation."""
        self.cabinet.act(who, lambda actor: deed(actor, self.found(actor), *more))

    def found(self, actor):
        return find_consultation(actor, self.id, lock=True)

    def look(self, who, query=lambda _actor, consultation: consultation):
        return self.cabinet.look(who, lambda actor: query(actor, find_consultation(actor, self.id)))

    def submit(self):
        self.act("officer", submit_consultation)
        return self

    def send(self):
        return self.submit().approve()

    def approve(self):
        self.act("head", approve_consultation)
        return self

    def answer(self, who, stand=AGREE, seq=1, text=None):
        """Let a member give the same answer to every question."""
        opinion = Opinion(stand, WORDS[stand] if text is None else text)
        opinions = dict.fromkeys(self.question_ids, opinion)
        return self.answer_with(who, opinions, seq)

    def answer_with(self, who, opinions, seq=1):
        return self.cabinet.act(
            who,
            lambda actor: answer_form(
                actor, find_own_form(actor, self.id, lock=True), opinions, seq
            ),
        )

    def all_answer(self, **stands):
        for who in MEMBERS:
            self.answer(who, stands.get(who, AGREE))
        return self

    def close(self):
        self.act("officer", close_consultation)
        return self

    def to(self, state):
        """Bring it to a state."""
        paths = {
            "draft": lambda: self,
            "submitted": self.submit,
            "returned": lambda: self.submit().act("head", return_consultation, "Bổ sung số liệu."),
            "sent": self.send,
            "closed": lambda: self.send().all_answer().close(),
            "recalled": lambda: self.send().act("head", recall_consultation, "Thay dự thảo."),
        }
        paths[state]()
        return self
