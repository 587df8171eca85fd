"""A published session on which members have said where they stand."""

from ecabinet.agenda.models import Group
from ecabinet.agenda.position_operations import take_position, take_rest
from ecabinet.agenda.queries import find_item
from ecabinet.consent.jobs import keep_the_end_of_positions
from ecabinet.consent.operations import adopt_list, take_off
from ecabinet.consent.queries import look_at_list
from ecabinet.core.clock import set_to
from ecabinet.meetings.attendance_operations import check_in
from ecabinet.meetings.operations import start_meeting
from ecabinet.meetings.queries import find_meeting
from tests.cabinet import MEMBERS
from tests.meetings.sessions import Session

PLAN, LAW, RAIL, REPORT = "Kế hoạch năm", "Luật Quy hoạch", "Đề án đường sắt", "Báo cáo quý"
TITLES = {
    PLAN: Group.ADOPT, LAW: Group.DISCUSS, RAIL: Group.DISCUSS, REPORT: Group.INFORMATION,
}  # fmt: skip


class Listed(Session):
    """All members agree to the plan and the law; on the railway the justice minister has said nothing."""

    def __init__(self, cabinet):
        super().__init__(cabinet, TITLES)
        self.published()
        for username in MEMBERS:
            rest = [LAW, PLAN] if username == "justice" else [LAW, PLAN, RAIL]
            ids = [self.items[each] for each in rest]
            self.do(username, lambda actor, meeting, ids=ids: len(take_rest(actor, meeting, ids)))

    def says(self, username, title, stand, text="Có ý kiến", seq=9):
        self.on(username, title, take_position, stand, text, seq)

    def is_over(self):
        """Let positions end, and the clock notice; return when that was."""
        ends = self.look().positions_end_at
        with set_to(ends):
            keep_the_end_of_positions()
        return ends

    def opened(self, present=MEMBERS):
        """Begin the session now, in the presence of some."""
        self.is_over()
        for username in present:
            self.do(username, check_in)
        self.do("chair", start_meeting)
        return self

    def consent(self, username="chair"):
        return self.cabinet.look(
            username, lambda actor: look_at_list(actor, find_meeting(actor, self.id))
        )

    def listed(self, username="chair"):
        consent = self.consent(username)
        return consent and [each.item.title for each in consent.listed]

    def adopt(self, *titles, username="chair"):
        ids = [self.items[each] for each in titles]
        return self.do(username, lambda *given: len(adopt_list(*given, ids)))

    def take_off(self, username, title):
        def deed(actor, meeting):
            take_off(actor, meeting, find_item(actor, self.items[title]))

        self.do(username, deed)
