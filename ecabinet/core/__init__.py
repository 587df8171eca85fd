"""The ground every feature stands on: database, transaction, facts, refusals, clock, ids, files, jobs.

It knows no feature and no web framework. Edges (a request, a socket message, a job, a command) call
`transaction.run(deed)` to change something and `database.reading()` to look at something.
"""
