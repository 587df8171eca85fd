"""Realtime: the socket makes the truth arrive sooner; the truth is in the database.

A topic is what may change under somebody's eyes. Its sequence number rises in the same transaction as the change.
After the commit those who watch it hear `changed {topic, seq}` and ask again over HTTP, as themselves, where the
doors stand, or `state {topic, seq, data}`: what all of them may see alike. Who missed a message sees a gap in the
numbers, or learns it by `sync`. What a person does over the socket is the same operation as the form's, in a
transaction that also asks who they are, and is answered.
"""
