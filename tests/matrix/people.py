"""Every kind of person there is, and the names under which the decisions speak of several."""

NOBODY = "nobody"  # has no session at all
LEFT = "left"  # signed in, and then their account was deactivated

MINISTERS = frozenset({"minister", "finance", "justice"})
MEMBERS = MINISTERS | {"chair", "other_chair"}
CHAIRS = frozenset({"chair", "other_chair"})
HEADS = frozenset({"head", "other_head"})
DESK = HEADS | {"officer", "other_officer"}
RUN = CHAIRS | DESK
GUESTS = frozenset({"guest"})  # called to one item
CALLED = MEMBERS | GUESTS
OTHERS = frozenset({"other_chair", "other_officer", "other_head"})  # of another body
AGENCIES = frozenset({"agency", "treasury"})
ADMIN = frozenset({"admin"})
AUDIT = frozenset({"auditor"})
IDLE = frozenset(
    {"clerk", "walk_in", "former"}
)  # a clerk, a guest called to nothing, a former member

SIGNED_IN = (
    *sorted(MINISTERS | {"chair", "officer", "head", "assistant"} | AGENCIES | GUESTS | IDLE),
    *sorted(OTHERS | ADMIN | AUDIT),
)
EVERYBODY = (NOBODY, LEFT, *SIGNED_IN)
ALL = frozenset(SIGNED_IN)
