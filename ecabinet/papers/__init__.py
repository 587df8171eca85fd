"""Papers: dossiers of papers, their versions, how they are read.

A dossier belongs to an agenda item, or stands by itself and is opened to named readers (an opinion form) or to the
whole body (a task's evidence). An uploaded file is kept as it came, encrypted; a job reads it in a child process and
makes the reading copy; only then is it visible, never half. A refused file says why and what to do. Versions are added,
never replaced. State secrets never enter: only public, internal and restricted papers exist here (Law 117/2025/QH15).
"""
