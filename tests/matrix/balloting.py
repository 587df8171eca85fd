"""The decisions on ballots: preparing and running them, voting, and what remains of them."""

from tests.matrix.deciding import MISSING, everywhere, to
from tests.matrix.people import ALL, DESK, MEMBERS, RUN

VOTE = {"choice": "for_", "seq": "1"}
BLOC = {"choice-@ballot_id": "for_", "seq-@ballot_id": "1"}

BALLOTS = {
    "ballots.announce": to("ballot", RUN),
    "ballots.annul": to("ballot", RUN, form={"reason": "Có lý do."}),
    "ballots.cast": to("ballot", MEMBERS, form=VOTE),
    "ballots.close": to("ballot", RUN),
    "ballots.open_": to("ballot", RUN),
    "ballots.panel": to("ballot", ALL),
    "ballots.pause": to("ballot", RUN),
    "ballots.resume": to("ballot", RUN),
    "ballots.show": to("ballot", ALL),
    "casting.cast_bloc": to("ballot", MEMBERS, form=BLOC),
    "ballots.turnout": to("ballot", RUN),
    "running.by_hand": to("ballot", DESK),
    "running.by_name": to("ballot", DESK),
    "running.by_number": to("ballot", DESK),
    "running.extend": to("ballot", RUN),
    "running.repeat": to("ballot", RUN),
    "running.sheet": to("ballot", DESK),
    **{
        f"running.run_bloc:{deed}": to("ballot", RUN, more={"bloc_id": "@bloc", "deed": deed})
        for deed in ("open", "pause", "resume", "close", "announce")
    },
}
# While it is open nobody has a record. Announced: whoever sees the ballot; between the two, who announces it.
COUNTED = {"no": MISSING, "nothing": {"running"}, "instead": {"over": ALL}}
RECORDS = {
    "receipts.index": everywhere(ALL),
    "receipts.show": to("ballot", set(), no=MISSING),
    "receipts.download": to("ballot", set(), no=MISSING),
    "records.show": to("ballot", RUN, **COUNTED),
    "records.download": to("ballot", RUN, **COUNTED),
    "records.sheet": to("ballot", RUN, **COUNTED),
}
