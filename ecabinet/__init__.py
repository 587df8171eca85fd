"""e-Cabinet: a government's sessions, papers, opinions, votes, conclusions and tasks."""
