"""Agenda: the items of a session, their order and numbers, and the positions taken before it.

Numbers are free while the agenda is a draft and frozen once it is published: a late item becomes 4a, a withdrawn one
keeps its number. A member takes one position an item (no objection, agree with comment, object, wish to speak, not my
field) and may change it until the session starts. Who is recused sees neither the item's papers nor its ballot.
"""
