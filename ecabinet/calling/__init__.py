"""What those who are called to a session answer, and who comes in their place.

Who is absent gives a reason, which the chair accepts or not; a substitute comes with the chair's consent, speaks,
and does not vote.
"""
