"""Meetings: a body's sessions. When and where, who is called, who presides, who replied, who is present.

Life: draft → submitted → approved | returned → published → in session ⇄ paused → ended → closed; a session may be
postponed or cancelled and keeps its history. An officer prepares, the head of the secretariat approves and publishes,
and publishing calls the members of the day. Every later change is a new version with a change note. Quorum is members
present ≥ ceil(2N/3) of all members, by the body's rules (Decree 39/2022 art. 23 and the working regulations).
"""
