"""What a dossier has to hold by its body's rules, and what of it is there. Knows no database.

The rules name kinds of papers; a dossier of more pages than they allow also needs a summary, which itself has a few
pages at most (Decree 191/2026 art. 14–15). A paper counts once its file has been read: before that its pages are not
known, and whoever hands in has to wait for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecabinet.bodies.rules import Rules
from ecabinet.papers.models import Kind, Paper, PaperVersion, State


@dataclass(frozen=True)
class Need:
    """One kind of paper that is asked for."""

    kind: Kind
    is_held: bool
    is_waiting: bool  # a file of this kind is there and has not been read yet


@dataclass(frozen=True)
class Checklist:
    """What is asked for, in order, and how long the dossier is."""

    needs: Sequence[Need]
    pages: int  # of all papers but the summary, as far as they were read
    summary_pages: int
    most_summary_pages: int
    waiting: Sequence[str]  # names of files that have not been read yet
    refused: Sequence[str]  # names of files that nobody can open

    @property
    def missing(self) -> Sequence[Kind]:
        """Return the kinds of which nothing was handed in."""
        return [each.kind for each in self.needs if not (each.is_held or each.is_waiting)]

    @property
    def is_summary_too_long(self) -> bool:
        return self.summary_pages > self.most_summary_pages

    @property
    def is_complete(self) -> bool:
        return not (self.missing or self.waiting or self.refused or self.is_summary_too_long)


def checklist(rules: Rules, papers: Iterable[Paper]) -> Checklist:
    """Return what `papers`, with their versions, hold of what the rules ask for."""
    kept = [each for each in papers if each.removed_at is None and each.versions]
    newest = [(each, each.versions[-1]) for each in kept]
    read = [(each, ready) for each in kept if (ready := _ready(each))]
    pages = sum(version.pages for paper, version in read if paper.kind is not Kind.SUMMARY)
    summaries = [version.pages for paper, version in read if paper.kind is Kind.SUMMARY]
    held = {paper.kind for paper, _ in read}
    waiting = {paper.kind for paper, version in newest if version.state is State.RECEIVED}
    return Checklist(
        needs=[Need(each, each in held, each in waiting) for each in _asked(rules, pages)],
        pages=pages,
        summary_pages=max(summaries, default=0),
        most_summary_pages=rules.summary_pages,
        waiting=_names(newest, State.RECEIVED),
        refused=_names(newest, State.REFUSED),
    )


def _asked(rules: Rules, pages: int) -> list[Kind]:
    asked = [Kind(each) for each in rules.required_papers]
    return [*asked, *([Kind.SUMMARY] if pages > rules.summary_over_pages else [])]


def _ready(paper: Paper) -> PaperVersion | None:
    return next((each for each in reversed(paper.versions) if each.state is State.READY), None)


def _names(newest: Sequence[tuple[Paper, PaperVersion]], state: State) -> list[str]:
    return [version.file_name for _, version in newest if version.state is state]
