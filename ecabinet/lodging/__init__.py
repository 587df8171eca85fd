"""Lodging: how an agency's dossier reaches the secretariat and, once accepted, an agenda.

Life: draft → handed in → returned (with a reason and a marked page) | accepted → placed on an agenda. It is
checked at the door against the body's checklist; the clocks count working days (check 2, submit 5, answer 3:
Decree 191/2026 art. 14–15). Who is late asks, and the chair says yes or no.
"""
