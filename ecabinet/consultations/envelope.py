"""An answer, sealed until the consultation is closed.

Each consultation has a key of its own; what it seals is bound to the consultation, the member and the version, so that
no sealed answer can be put in another's place. Neither its length nor its fingerprint says what is in it: the one is
padded, the other keyed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from ecabinet.consultations.models import Answer, Form, Question, Stand
from ecabinet.core.errors import Invalid
from ecabinet.core.sealing import new_key, seal, unseal, unwrap, wrap
from ecabinet.core.words import N_

WANTS_WORDS = frozenset({Stand.DISAGREE, Stand.OTHER})
PAD = 4096  # a plain yes is as long as a reason of a page
RECEIPT_DIGITS = 12


@dataclass(frozen=True)
class Opinion:
    """What a member says to one question."""

    stand: Stand
    text: str = ""

    def tidied(self) -> Opinion:
        """The same without white space around it, so that what is sent again is known again."""
        return Opinion(self.stand, unicodedata.normalize("NFC", self.text.strip()))

    @property
    def lacks_words(self) -> bool:
        return self.stand in WANTS_WORDS and not self.text


_WORDS = {
    Stand.DISAGREE: N_("Please say why you disagree."),
    Stand.OTHER: N_("Please write your other opinion."),
}
Opinions = Mapping[str, Opinion]  # by question id


@dataclass(frozen=True)
class Envelope:
    """A sealed answer, the mark by which it is known again, and the receipt's code."""

    sealed: bytes
    fingerprint: str
    receipt: str


def check_opinions(questions: Sequence[Question], opinions: Opinions) -> None:
    """Every question is answered, and words stand where they are wanted. Invalid says where not."""
    if opinions.keys() - {each.id for each in questions}:
        raise Invalid(N_("This form has other questions by now. Please open it again."))
    problems = {
        f"stand-{each.id}": N_("Please choose one of the options.")
        for each in questions
        if each.id not in opinions
    } | {
        f"text-{question}": _WORDS[opinion.stand]
        for question, opinion in opinions.items()
        if opinion.lacks_words
    }
    if problems:
        raise Invalid(**problems)


def new_wrapped_key(consultation_id: str) -> bytes:
    """Return a new key for a consultation, as its row keeps it."""
    return wrap(new_key(), _purpose(consultation_id))


def seal_opinions(form: Form, seq: int, opinions: Opinions) -> Envelope:
    """Return version `seq` of this member's answer, sealed."""
    key, plain = _key(form), _spell(opinions)
    fingerprint = hmac.new(key, _about(form, seq).encode() + plain, hashlib.sha256).hexdigest()
    code = hmac.new(key, f"receipt {fingerprint}".encode(), hashlib.sha256).hexdigest().upper()
    padded = plain.ljust(-(-len(plain) // PAD) * PAD)
    return Envelope(
        sealed=seal(key, padded, _about(form, seq)),
        fingerprint=fingerprint,
        receipt="-".join(code[at : at + 4] for at in range(0, RECEIPT_DIGITS, 4)),
    )


def open_opinions(form: Form, answer: Answer) -> dict[str, Opinion]:
    """Return what was sealed. ValueError when it was changed or put in another's place."""
    plain = unseal(_key(form), answer.sealed, _about(form, answer.seq))
    return read_stands(json.loads(plain))


def read_stands(stands: Mapping[str, Mapping[str, str]]) -> dict[str, Opinion]:
    """Return opinions from what a row keeps of them once they are open."""
    return {
        question: Opinion(Stand(said["stand"]), said["text"]) for question, said in stands.items()
    }


def spell_stands(opinions: Opinions) -> dict[str, dict[str, str]]:
    return {question: asdict(opinion) for question, opinion in opinions.items()}


def _spell(opinions: Opinions) -> bytes:
    return json.dumps(spell_stands(opinions), sort_keys=True, ensure_ascii=False).encode()


def _key(form: Form) -> bytes:
    wrapped = form.consultation.key
    if wrapped is None:
        msg = "a form is sent together with its consultation's key"
        raise ValueError(msg)
    return unwrap(wrapped, _purpose(form.consultation_id))


def _purpose(consultation_id: str) -> str:
    return f"consultation:{consultation_id}"


def _about(form: Form, seq: int) -> str:
    return f"answer:{form.consultation_id}:{form.account_id}:{seq}"
