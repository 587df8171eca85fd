"""Ballots: a question put to the members in session, counted once.

Life: prepared → open ⇄ paused → closed → announced, or annulled with a reason. Members vote, each once, and may change
their mind until it closes; nobody votes for another. A choice is sealed until the ballot closes: while it is open only
how many have voted is known. Passed when more than half of all members are for; a tie goes by the body's rules (by
default the side of the head of the body, Law on Organisation of the Government art. 46). A cast carries `seq`, made on
the device: the same one again gets the same receipt, in every later state; after closing a new one is not counted.
"""
