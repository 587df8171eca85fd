"""Calling people to a session: the letter, the calendar file and feed, what they answer, and who comes for them.

Members, their substitutes (with the chair's consent), agencies that name who comes, guests of named items. A
calendar entry is updated and cancelled under one identity with a rising number (RFC 5545, RFC 5546). Who is
absent gives a reason, which the chair accepts or not; a substitute speaks and does not vote.
"""
