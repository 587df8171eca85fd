"""Minutes: what was said and concluded.

A conclusion is the decision sentence of an item, typed once by the desk; the minutes fill themselves from what happened
(attendance with times, ballots with results, conclusions). Every version of a conclusion is kept; an item is given its
outcome with it, and a session cannot be closed while an item has none.
"""
