"""Manuals: for every role what it does here, in plain words, on the screen and on paper.

Each is shipped as Markdown in `texts/<language>/<role>.md`; an administrator may put the house's own text in its place
and take it back. Whoever is signed in may read every one of them: nothing in them is a secret.
"""
