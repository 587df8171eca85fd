"""The decisions: one line for each address. An address without a line here is open to nobody, and fails the build.

To add one: `"blueprint.endpoint": to("kind of thing", WHO)`, WHO being a set of people.py. A new kind of thing is put
into SEES (who sees it, in each situation) and made in house.py under the same situations. An address that does
several deeds (`/steps/<step>`) has a line for each: `"endpoint:what"`, its place filled by `more`.
"""

from tests.matrix.administration import ADMINISTRATION, SEEN
from tests.matrix.agenda_building import BUILDING
from tests.matrix.balloting import BALLOTS, RECORDS
from tests.matrix.calling import CALLING
from tests.matrix.deciding import DENIED, MISSING, everywhere, public, to
from tests.matrix.falling import FALLING
from tests.matrix.lodging import LODGING, WATCHED
from tests.matrix.lodging import SEEN as LODGED
from tests.matrix.manuals_and_sso import MANUALS, SSO
from tests.matrix.people import (
    ALL,
    CALLED,
    DESK,
    HEADS,
    MEMBERS,
    MINISTERS,
    OTHERS,
    RUN,
)
from tests.matrix.positions import CONSENT, POSITION_MESSAGES, POSITIONS
from tests.matrix.publishing import PUBLISHING

AT_THE_TABLE = MINISTERS | {"chair", "officer", "head", "assistant"}
MAKERS = frozenset({"chair", "officer", "head"})
KNOWS = frozenset(
    {"chair", "head", "finance", "agency"}
)  # whoever needs to know of what is restricted

# Who knows that there is such a thing at all; for everybody else there is none.
OF_ITEMS = {
    "running": AT_THE_TABLE | {"agency", "guest"},
    "recused": (AT_THE_TABLE | {"agency"}) - {"justice"},
    "restricted": KNOWS,
    "draft": MAKERS,
    "over": AT_THE_TABLE,
    "there": OTHERS,
}
OF_BALLOTS = {situation: who for situation, who in OF_ITEMS.items() if situation != "draft"}
SEES = {
    "meeting": {
        "running": AT_THE_TABLE | {"guest"},
        "draft": MAKERS,
        "over": AT_THE_TABLE,
        "there": OTHERS,
    },
    "sitting": {
        "running": AT_THE_TABLE | {"guest"},
        "draft": frozenset(),  # there is no room before a session is published
        "over": AT_THE_TABLE,
        "there": OTHERS,
    },
    "item": OF_ITEMS,
    "ballot": OF_BALLOTS,
    "paper": OF_ITEMS,
    "version": OF_ITEMS,
    "dossier": OF_ITEMS | {"own": frozenset({"officer", "head", "finance"})},
    "consultation": {
        "running": AT_THE_TABLE,
        "draft": frozenset({"officer", "head"}),
        "over": AT_THE_TABLE,
        "there": OTHERS,
    },
    "task": {
        "running": AT_THE_TABLE | {"agency"},
        "over": AT_THE_TABLE | {"agency"},
        "there": OTHERS,
    },
    **SEEN,
    **LODGED,
}
NOT_YET = {"draft": frozenset()}  # nobody is called to what is being prepared
UPLOADERS = DESK | {"agency"}
ITEM = {"title": "Tên khác", "group": "discuss"}
MEETING = {"kind": "ordinary", "title": "Phiên họp", "day": "2099-01-05", "time": "08:00"}
ASKED = {"title": "Xin ý kiến", "question-1": "Đồng ý?", "working_days": "3"}
REASON = {"reason": "Có lý do."}
DONE = REASON | {"percent": "40", "text": "Xong", "document": "1/QĐ"}

ACCOUNTS = {
    "accounts.keep_preferences": public(),
    "accounts.me": everywhere(ALL),
    "accounts.sign_in": public(),
    "accounts.sign_out": everywhere(ALL, also={303}),
}
AGENDA = {
    "agenda.add": to("meeting", DESK, form=ITEM),
    "agenda.ask_to_recuse": to("item", MEMBERS | DESK, instead={"draft": DESK}),
    "agenda.ask_to_remove": to("item", DESK),
    "agenda.change": to("item", DESK, form=ITEM),
    "agenda.edit": to("item", DESK),
    "agenda.invite": to("item", DESK, form={"account_id": "@guest"}),
    "agenda.new": to("meeting", DESK),
    "agenda.recuse": to(
        "item", MEMBERS | DESK, instead={"draft": DESK}, form=REASON | {"account_id": "@me"}
    ),
    "agenda.remove": to("item", DESK),
    "agenda.ask_to_restrict": to("item", DESK),
    "agenda.restrict": to("item", DESK, form={"secrecy": "internal"}),
    "agenda.still_open": to("item", ALL),
}
CONSULTATIONS = {
    "consultations.answer": to("consultation", MEMBERS, no=MISSING, form={"seq": "1"}),
    "consultations.approve": to("consultation", HEADS),
    "consultations.change": to("consultation", DESK, form=ASKED),
    "consultations.close": to("consultation", DESK),
    "consultations.create": everywhere(DESK, MISSING, form=ASKED),
    "consultations.edit": to("consultation", DESK),
    "consultations.extend": to("consultation", HEADS, form={"days": "1"}),
    "consultations.index": everywhere(ALL),
    "consultations.new": everywhere(DESK, MISSING),
    "consultations.opened": to("consultation", MEMBERS, no=MISSING),
    "consultations.recall": to("consultation", HEADS, form=REASON),
    "consultations.return_": to("consultation", HEADS, form=REASON),
    "consultations.show": to("consultation", ALL),
    "consultations.submit": to("consultation", DESK),
}
DESKS = {
    "desk.today": everywhere(ALL),
    "first_start.administrator": everywhere((), MISSING, more={"token": "none"}, strangers=MISSING),
    "first_start.body": everywhere((), MISSING),
    "first_start.letters": everywhere((), MISSING),
    "first_start.try_mail": everywhere((), MISSING),
    "static": public(more={"filename": "css/base.css"}),
    "web.alive": public(),
    "web.ready": public(also={503}),  # nobody works on jobs here
}
MEETINGS = {
    "meetings.ask_for_reply": to("meeting", CALLED, instead=NOT_YET),
    "meetings.ask_to_publish": to("meeting", HEADS),
    "meetings.ask_why": to("meeting", HEADS),
    "meetings.change": to("meeting", DESK, form=MEETING),
    "meetings.check_in": to("meeting", CALLED, instead=NOT_YET),
    "meetings.check_in_member": to(
        "meeting", RUN, nothing={"draft"}, more={"account_id": "@minister"}
    ),
    "meetings.check_out": to("meeting", CALLED, instead=NOT_YET),
    "meetings.check_out_member": to(
        "meeting", RUN, nothing={"draft"}, more={"account_id": "@minister"}
    ),
    "meetings.create": everywhere(DESK, form=MEETING),
    "meetings.edit": to("meeting", DESK),
    "meetings.go_on:submit": to("meeting", DESK, more={"step": "submit"}),
    "meetings.go_on:approve": to("meeting", HEADS, more={"step": "approve"}),
    "meetings.go_on:start": to("meeting", RUN, more={"step": "start"}),
    "meetings.go_on:pause": to("meeting", RUN, more={"step": "pause"}),
    "meetings.go_on:resume": to("meeting", RUN, more={"step": "resume"}),
    "meetings.go_on:end": to("meeting", RUN, more={"step": "end"}),
    "meetings.go_on:close": to("meeting", RUN, more={"step": "close"}),
    "meetings.index": everywhere(ALL),
    "meetings.new": everywhere(DESK),
    "meetings.publish": to("meeting", HEADS, form={"late": "yes"}),
    "meetings.reply": to("meeting", CALLED, instead=NOT_YET, form={"reply": "in_person"}),
    "meetings.return_": to("meeting", HEADS, form=REASON),
    "pages.agenda": to("meeting", DESK),
    "pages.item": to("item", ALL),
    "pages.meeting": to("meeting", ALL),
}
MINUTES = {
    "minutes.close": to("meeting", DESK),
    "minutes.download": to("meeting", RUN, no=MISSING, instead={"over": AT_THE_TABLE}),
    "minutes.show": to("meeting", RUN, no=MISSING, instead={"over": AT_THE_TABLE}),
    "minutes.write": to("item", DESK, form={"text": "Thông qua.", "outcome": "adopted"}),
}
NOTICES = {
    "notifications.bell": everywhere(ALL),
    "notifications.wishes": everywhere(ALL),
    "notifications.follow": to("notice", ALL),
    "notifications.index": everywhere(ALL),
    "notifications.open_": to("notice", ALL),
    "notifications.read_all": everywhere(ALL),
}
PAPERS = {
    "papers.ask_to_restrict": to("paper", UPLOADERS),
    "papers.restrict": to("paper", UPLOADERS, form={"secrecy": "internal"}),
    "papers.still_open": to("paper", ALL),
    "papers.dossier": to("dossier", ALL),
    "papers.file": to("version", ALL),
    "papers.place": to("version", ALL),
    "papers.read": to("paper", ALL),
    "papers.remove": to("paper", UPLOADERS),
    "papers.thumbnail": to("version", ALL),
    "papers.upload": to("dossier", UPLOADERS),
    "papers.upload_for_item": to("item", UPLOADERS),
    "papers.upload_next_version": to("paper", UPLOADERS),
}
SITTINGS = {
    "sittings.ask": to("sitting", CALLED),
    "sittings.call": to("sitting", RUN, form={"request_id": "@request"}),
    "sittings.call_item": to("sitting", RUN, form={"item_id": "@item"}),
    "sittings.check_in": to("meeting", CALLED, instead=NOT_YET),
    "sittings.check_in_member": to(
        "meeting", RUN, nothing={"draft"}, more={"account_id": "@minister"}
    ),
    "sittings.check_out_member": to(
        "meeting", RUN, nothing={"draft"}, more={"account_id": "@minister"}
    ),
    "sittings.end": to("sitting", RUN),
    "sittings.part": to("meeting", ALL, more={"part": "agenda"}),
    "sittings.put_to_vote": to("item", RUN, form={"item_id": "@item_id", "question": "?"}),
    "sittings.room": to("meeting", ALL),
    "sittings.withdraw": to("sitting", ALL),
}
READERS = AT_THE_TABLE | {"other_chair"}  # they see the board, and give no tasks
WORKS = frozenset({"agency"})
TASKS = {
    "tasks.create": everywhere(
        {"officer", "head"},
        form=ITEM | {"body": "@body", "lead_id": "@agency"},
        told=dict.fromkeys(OTHERS | {"former", "auditor"}, MISSING),
    ),
    "tasks.index": everywhere(AT_THE_TABLE | OTHERS | {"agency", "treasury"}, MISSING),
    "tasks.listed": everywhere(AT_THE_TABLE | OTHERS | {"agency", "treasury"}, MISSING),
    "tasks.new": everywhere(DESK, MISSING, told=dict.fromkeys(READERS, DENIED)),
    "tasks.show": to("task", ALL),
    **{
        f"tasks.do:{deed}": to("task", WORKS, form=DONE, more={"deed": deed})
        for deed in ("accept", "progress", "done")
    },
    **{
        f"tasks.do:{deed}": to("task", DESK, form=DONE, more={"deed": deed})
        for deed in ("confirm", "return", "replan", "suspend", "resume", "cancel")
    },
}
ROUTES = (
    ACCOUNTS
    | AGENDA
    | CONSENT
    | POSITIONS
    | BUILDING
    | BALLOTS
    | RECORDS
    | CALLING
    | CONSULTATIONS
    | DESKS
    | LODGING
    | FALLING
    | MANUALS
    | MEETINGS
    | PUBLISHING
    | MINUTES
    | NOTICES
    | PAPERS
    | SITTINGS
    | SSO
    | TASKS
    | ADMINISTRATION
)
MESSAGES = POSITION_MESSAGES | {
    "answer": to(
        "consultation",
        MEMBERS,
        no=MISSING,
        told={"assistant": DENIED},
        form={"form": "@form", "seq": 1},
    ),
    "ask_to_speak": to("sitting", CALLED, form={"meeting": "@meeting_id"}),
    "cast_bloc": to(
        "ballot", MEMBERS, form={"votes": {"@ballot_id": {"choice": "for_", "seq": 1}}}
    ),
    "cast": to("ballot", MEMBERS, form={"ballot": "@ballot_id", "choice": "for_", "seq": 1}),
    "check_in": to("meeting", CALLED, instead=NOT_YET, form={"meeting": "@meeting_id"}),
    "position": to(
        "item",
        MEMBERS,
        instead=NOT_YET,
        form={"item": "@item_id", "stand": "no_objection", "seq": 1},
    ),
    "withdraw": to("sitting", ALL, form={"meeting": "@meeting_id"}),
}
TOPICS = {
    **WATCHED,
    "agenda": to("meeting", ALL),
    "ballot": to("ballot", ALL),
    "consultation": to("consultation", ALL),
    "dossier": to("dossier", ALL),
    "emergency": to("reading", ALL),
    "floor": to("meeting", ALL),
    "inbox": everywhere({"minister"}, form={"id": "@minister"}),
    "item": to("item", ALL),
    "meeting": to("meeting", ALL),
    "minutes": to("meeting", RUN, instead={"over": AT_THE_TABLE}),
    "paper": to("paper", ALL),
    "positions": to("item", RUN),
    "presence": to("meeting", ALL),
    "returns": to("consultation", DESK),
    "room": to("meeting", ALL),
    "turnout": to("ballot", RUN),
    "vote": to("ballot", {"minister", "other_chair"}, form={"id": "@someones_vote"}),
    "trail": everywhere({"admin", "auditor"}, form={"id": "checks"}),
    "tasks": everywhere(AT_THE_TABLE, form={"id": "@body"}),
}
