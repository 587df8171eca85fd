import pytest

from ecabinet.agenda.models import Outcome
from ecabinet.agenda.queries import find_item
from ecabinet.minutes.operations import write_conclusion
from tests.ballots.stage import Stage

TEXT = "Giao Bộ Xây dựng hoàn thiện dự thảo.\nBáo cáo trước ngày 15."


class Minuting(Stage):
    """A session with one item, and a desk that writes what was concluded."""

    def write(self, username="officer", item=None, text=TEXT, outcome=Outcome.ADOPTED, revision=0):
        return self.cabinet.act(
            username,
            lambda actor: (
                write_conclusion(
                    actor,
                    find_item(actor, item or self.item, lock=True),
                    text,
                    outcome,
                    revision,
                ).id
            ),
        )


@pytest.fixture
def stage(cabinet):
    """A published session with one item; `stage.start()` lets everybody arrive and begins it."""
    return Minuting(cabinet)
