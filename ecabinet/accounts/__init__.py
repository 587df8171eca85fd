"""Accounts: who a person is, how they sign in, and the sessions of their devices.

What a person may do follows from their posts, which stand in `bodies`. Here a stranger is turned away: the open
doors are the short list `doors.PUBLIC`, everything else asks who is there.
"""
