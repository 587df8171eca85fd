"""The lists of words that a body keeps: what is offered, what there is, and what every body begins with."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, or_, select

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Body, Listing, Term
from ecabinet.bodies.policy import visible_to
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

NOT_OFFERED = N_("Please choose one of the options.")
# Which rules an entry follows: the values of the kinds that the features know. A test holds them together.
NATURES: Mapping[Listing, tuple[str, ...]] = {
    Listing.MEETING_KIND: ("ordinary", "thematic", "unscheduled"),
    Listing.PAPER_KIND: (
        "submission",
        "draft",
        "appraisal",
        "summary",
        "synthesis",
        "report",
        "evidence",
        "other",
    ),
    Listing.ISSUING_BODY: (),
    Listing.TEXT: ("invitation", "return_reason"),
}
# Code (which is the nature), Vietnamese, English.
BUILT_IN: Mapping[Listing, tuple[tuple[str, str, str], ...]] = {
    Listing.MEETING_KIND: (
        ("ordinary", "Phiên họp thường kỳ", "Ordinary session"),
        ("thematic", "Phiên họp chuyên đề", "Thematic session"),
        ("unscheduled", "Phiên họp đột xuất", "Unscheduled session"),
    ),
    Listing.PAPER_KIND: (
        ("submission", "Tờ trình", "Submission"),
        ("draft", "Dự thảo", "Draft text"),
        ("appraisal", "Báo cáo thẩm định", "Appraisal report"),
        ("summary", "Tóm tắt", "Summary"),
        ("synthesis", "Tổng hợp, tiếp thu, giải trình", "Synthesis of opinions"),
        ("report", "Báo cáo", "Report"),
        ("evidence", "Minh chứng", "Evidence"),
        ("other", "Tài liệu khác", "Other paper"),
    ),
}
# Code, nature, name, text.
TEXTS = (
    (
        "invitation",
        "invitation",
        "Lời mời họp",
        "Kính mời các đồng chí nghiên cứu tài liệu và tham dự phiên họp. Nếu vắng mặt, đề nghị báo trước.",
    ),
    (
        "papers-missing",
        "return_reason",
        "Thiếu tài liệu",
        "Đề nghị bổ sung đầy đủ tài liệu của các nội dung trước khi trình lại.",
    ),
    (
        "order",
        "return_reason",
        "Sắp xếp lại chương trình",
        "Đề nghị sắp xếp lại thứ tự nội dung và thời lượng cho phù hợp.",
    ),
)


def built_in_terms(body_id: str) -> list[Term]:
    """Return what the lists of a new body begin with."""
    named = [
        (listing, place, Term(code=code, nature=code, name=name, name_en=name_en, text=""))
        for listing, entries in BUILT_IN.items()
        for place, (code, name, name_en) in enumerate(entries, 1)
    ]
    named += [
        (Listing.TEXT, place, Term(code=code, nature=nature, name=name, name_en="", text=text))
        for place, (code, nature, name, text) in enumerate(TEXTS, 1)
    ]
    for listing, place, term in named:
        term.id, term.body_id, term.listing, term.place = new_id(), body_id, listing, place
    return [term for _, _, term in named]


def list_terms(actor: Actor, body_id: str, listing: Listing) -> Sequence[Term]:
    """Return every entry of a list, those that have ended last."""
    query = _of(actor, body_id, listing)
    return session().scalars(query.order_by(Term.ends_on.is_not(None), *ORDER)).all()


def list_offered_terms(
    actor: Actor, body_id: str, listing: Listing, *, keep: str | None = None
) -> Sequence[Term]:
    """Return what a form offers today; `keep` is the entry that stands in it already."""
    offered = or_(Term.ends_on.is_(None), Term.ends_on >= today(), Term.id == keep)
    return session().scalars(_of(actor, body_id, listing).where(offered).order_by(*ORDER)).all()


def list_texts(actor: Actor, body_id: str, nature: str) -> Sequence[Term]:
    """Return the ready-made texts for one kind of field."""
    texts = list_offered_terms(actor, body_id, Listing.TEXT)
    return [each for each in texts if each.nature == nature]


def find_term(actor: Actor, term_id: str, *, lock: bool = False) -> Term:
    query = select(Term).join(Body, Body.id == Term.body_id)
    query = query.where(Term.id == term_id, visible_to(actor))
    query = query.with_for_update(of=Term) if lock else query
    if term := session().scalars(query).one_or_none():
        return term
    raise Missing


def chosen_term(terms: Sequence[Term], code: str, field: str = "kind") -> Term:
    """Return which of the offered entries was chosen. Invalid when it is none of them."""
    if term := next((each for each in terms if each.code == code), None):
        return term
    raise Invalid(**{field: NOT_OFFERED})


def with_ready_made(texts: Sequence[Term], chosen: str, typed: str) -> str:
    """Return the ready-made text that was chosen, if one was, before what was typed."""
    parts = [*(each.text for each in texts if each.id == chosen), typed]
    return "\n".join(each for each in parts if each.strip())


ORDER = (Term.place, Term.name, Term.id)


def _of(actor: Actor, body_id: str, listing: Listing) -> Select[Term]:
    query = select(Term).join(Body, Body.id == Term.body_id)
    return query.where(Term.body_id == body_id, Term.listing == listing, visible_to(actor))
