"""The decisions on everything that is no matter of the Cabinet: accounts, settings, the trail, oneself."""

from tests.matrix.deciding import AWAY, DENIED, MISSING, everywhere, public, to
from tests.matrix.people import ADMIN, ALL, AUDIT, HEADS

BODY = {"body_id": "@body"}
AGENCY = {"agency_id": "@agency"}
PERSON = {"account_id": "@minister"}
POST = PERSON | {"post_id": "@post"}
TERM = {"term_id": "@term"}
LIST = BODY | {"listing": "text"}
HOLD = {"hold_id": "@hold"}
LINK = {"link_id": "@link"}
DRAFT = {"draft_id": "@draft"}
KIND = {"name": "access"}
WATCHERS = ADMIN | AUDIT
LOOKS_INTO_POSTS = ADMIN | {"head"}


def by(who, names, more=None, **how):
    """Decide the same on several addresses."""
    return {name: everywhere(who, more=more or {}, **how) for name in names.split()}


ONESELF = {
    **by(
        ALL,
        """
        accounts.again accounts.verify accounts.verify_by_key accounts.verify_options
        factors.add_key factors.ask_to_remove_app factors.begin_app factors.code_app factors.key_options
        factors.passkeys_page factors.recovery_codes factors.remove_app factors.renew_codes
        own.face realtime.sync realtime.ticket sessions.activity sessions.end_others sessions.lock sessions.locked
        sessions.password sessions.unlock
        """,
    ),
    "factors.ask_to_remove_key": to("passkey", ALL),
    "factors.remove_key": to("passkey", ALL),
    "factors.rename_key": to("passkey", ALL),
    "sessions.end": to("device", ALL, more={"place_id": "@device_id"}),
    "sessions.forget": to("device", ALL),
    "sessions.rename": to("device", ALL, form={"name": "iPad"}),
    "own.change": everywhere(ADMIN | {"minister"}, MISSING, more={"post_id": "@assistants_post"}),
    "own.name": everywhere(
        ADMIN | {"minister"},
        MISSING,
        form={"member_id": "@minister", "assistant": "@assistants_post", "until": "2099-01-01"},
    ),
    "own.take": everywhere(ADMIN | {"minister"}, MISSING, more={"post_id": "@assistants_post"}),
}
COMING_IN = {
    "links.come_in": everywhere((), MISSING, more={"token": "none"}, strangers=MISSING),
    "second.enter_by_key": public(),
    "second.key_options": public(),
    **by(
        (),
        """
        enrolment.add_key enrolment.begin_app enrolment.choose enrolment.code_app enrolment.key_options
        enrolment.later second.second second.second_by_key second.second_options
        """,
        no=AWAY,  # for whoever is half-way in, and nobody here is
    ),
}
HOUSE = {
    **by(ADMIN, "bodies.found bodies.index bodies.new"),
    **by(ADMIN, "bodies.add bodies.ask_to_end bodies.change bodies.edit bodies.end", BODY),
    **by(
        ADMIN, "bodies.new_agency bodies.show calendar.correct calendar.remove calendar.show", BODY
    ),
    **by(
        ADMIN,
        "bodies.ask_to_delete bodies.ask_to_end_agency bodies.delete bodies.edit_agency",
        AGENCY,
    ),
    **by(ADMIN, "bodies.end_one_agency bodies.save_agency", AGENCY),
    **by(ADMIN, "rules.change rules.edit lists.of_body", BODY),
    **by(ADMIN, "lists.index"),
    **by(ADMIN, "lists.add lists.new lists.show", LIST),
    **by(
        ADMIN,
        "lists.ask_to_delete lists.ask_to_end lists.change lists.delete lists.edit lists.end",
        TERM,
    ),
    **by((), "health.send_again", {"key": "none"}, told={"admin": MISSING}),
    **by(WATCHERS, "health.show"),
    **by(ADMIN, "retention.index retention.new retention.place"),
    **by(ADMIN, "retention.ask_to_release retention.release", HOLD),
    **by(ADMIN, "retention.change retention.edit", KIND),
    **by(WATCHERS, "rights.index"),
}
PEOPLE = {
    **by(
        ADMIN,
        "people.add people.index people.new imports.export imports.new imports.sheet imports.upload",
    ),
    **by(ADMIN, "imports.confirm imports.preview", DRAFT),
    **by(
        ADMIN,
        "people.ask_to_deactivate people.ask_to_reactivate people.change people.deactivate",
        PERSON,
    ),
    **by(ADMIN, "people.edit people.end_all_sessions people.reactivate people.show", PERSON),
    **by(ADMIN, "posts.ask_to_leave posts.give posts.leave posts.new", PERSON),
    **by(ADMIN, "posts.change posts.edit posts.end", POST),
    **by(LOOKS_INTO_POSTS, "posts.remaining", PERSON, no=MISSING),
    **by(ADMIN, "recovery.ask recovery.welcome", PERSON),
    **by(ADMIN | HEADS, "recovery.index", no=MISSING),
    "recovery.agree": everywhere({"head"}, MISSING, more=LINK, told={"admin": DENIED}),
    "recovery.refuse": everywhere(ADMIN | {"head"}, MISSING, more=LINK),
}
TRAIL = {
    **by(AUDIT, "audit.export audit.index audit.given_checkpoints audit.key", no=MISSING),
    **by(AUDIT, "audit.entry", {"chain": "@body", "position": "1"}, no=MISSING),
    **by(WATCHERS, "audit.check"),
    **by(WATCHERS, "audit.state access.export access.index", no=MISSING),
}
EMERGENCIES = {
    "emergencies.index": everywhere(ALL),
    "emergencies.new": everywhere(WATCHERS),
    "emergencies.ask": everywhere(WATCHERS, form={"paper": "/papers/x", "reason": "Cần sửa"}),
    "emergencies.show": to("reading", ALL),
    "emergencies.agree": to("reading", HEADS | {"chair"}),
    "emergencies.open_": to("reading", ADMIN),
    "emergencies.end": to("reading", ADMIN | {"head", "chair"}),
}
ADMINISTRATION = ONESELF | COMING_IN | HOUSE | PEOPLE | TRAIL | EMERGENCIES
OWN = {"own": frozenset({"minister"})}
SEEN = {
    "notice": OWN,
    "passkey": OWN,
    "device": OWN,
    "reading": {"own": WATCHERS | {"chair", "head", "officer", "agency"}},
}
