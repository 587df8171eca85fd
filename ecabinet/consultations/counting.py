"""The count of one question, on both denominators: forms sent and forms answered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecabinet.bodies.rules import Rules, Silence, Tie
from ecabinet.consultations.envelope import Opinions
from ecabinet.consultations.models import Consultation, Stand


@dataclass(frozen=True)
class Heard:
    """What one member said to one question; `stand` None: they kept silent."""

    stand: Stand | None
    is_head: bool = False


@dataclass(frozen=True)
class Count:
    """What was said to one question, and what follows from it."""

    sent: int
    answered: int
    agree: int
    disagree: int
    other: int
    silent: int  # always counted apart, whatever silence means
    for_: int  # those who agree, the silent among them where silence is agreement
    needed: int
    tie: bool  # the head of the body decided
    adopted: bool


def count_questions(consultation: Consultation, opened: Mapping[str, Opinions]) -> dict[str, Count]:
    """Count every question; `opened` holds what was answered, by form."""
    rules, silence = consultation.rules, consultation.silence
    return {
        question.id: count(_heard(consultation, opened, question.id), rules, silence)
        for question in consultation.questions
    }


def count(heard: Sequence[Heard], rules: Rules, silence: Silence) -> Count:
    """Count. More than half of all members decide; when both sides are equal, the head of the body (art. 46)."""
    stands = Counter(each.stand for each in heard)
    silent = stands[None]
    for_ = stands[Stand.AGREE] + (silent if silence is Silence.AGREED else 0)
    needed = rules.majority(len(heard))
    tie = for_ < needed and _is_tie(for_, stands[Stand.DISAGREE], len(heard), rules)
    return Count(
        sent=len(heard),
        answered=len(heard) - silent,
        agree=stands[Stand.AGREE],
        disagree=stands[Stand.DISAGREE],
        other=stands[Stand.OTHER],
        silent=silent,
        for_=for_,
        needed=needed,
        tie=tie,
        adopted=for_ >= needed or (tie and _head_is_for(heard, silence)),
    )


def _heard(
    consultation: Consultation, opened: Mapping[str, Opinions], question_id: str
) -> list[Heard]:
    return [
        Heard(opened[form.id][question_id].stand if form.id in opened else None, form.is_head)
        for form in consultation.forms
    ]


def _is_tie(for_: int, against: int, members: int, rules: Rules) -> bool:
    everybody = for_ + against == members
    return rules.tie is Tie.HEAD and for_ == against > 0 and (everybody or rules.tie_when_abstained)


def _head_is_for(heard: Sequence[Heard], silence: Silence) -> bool:
    stand = next((each.stand for each in heard if each.is_head), Stand.OTHER)
    return stand is Stand.AGREE or (stand is None and silence is Silence.AGREED)
