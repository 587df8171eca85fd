"""Venues: the rooms and remote sites where a body meets, and the seat map of each.

A room belongs to one body and is chosen for a session; a remote site (điểm cầu) has its own link. What a seat
map says is where people sit, never who may speak or vote.
"""
