"""Sittings: a session as it happens: the current item, the clock, who wants to speak, the room on every tablet.

Apart from meetings because it composes agenda, papers and ballots. The chair presides; the desk may act on the chair's
order, which the trail records.
"""
