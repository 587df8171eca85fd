"""The limit: the statements of a vote by the standard library's `sqlite3`, with a commit each."""

import hashlib
import json
import os
import sqlite3
import sys
import time

EVENT = "vote.cast"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-20000",
    "mmap_size=268435456",
)


def main(path: str, seconds: float) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    (ballot,) = connection.execute("SELECT id FROM ballot").fetchone()
    accounts = [row[0] for row in connection.execute("SELECT account_id FROM voter ORDER BY id")]
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        cast(connection, ballot, accounts[done % len(accounts)], done // len(accounts) + 1)
        done += 1
    (kept,) = connection.execute(
        "SELECT count(*) FROM audit_entry WHERE event = ?", (EVENT,)
    ).fetchone()
    print(done, kept)


def cast(connection: sqlite3.Connection, ballot: str, account: str, seq: int) -> None:
    at = time.strftime("%Y-%m-%d %H:%M:%S.000000", time.gmtime())
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT * FROM account WHERE id = ?", (account,)).fetchone()
    connection.execute("SELECT * FROM ballot WHERE id = ?", (ballot,)).fetchone()
    (voter,) = connection.execute(
        "SELECT id FROM voter WHERE ballot_id = ? AND account_id = ?", (ballot, account)
    ).fetchone()
    connection.execute(
        "UPDATE voter SET seq = ?, sealed = ?, receipt = ?, cast_at = ? WHERE id = ?",
        (seq, os.urandom(4124), os.urandom(4).hex(), at, voter),
    )
    chain, position, previous = connection.execute(
        "SELECT chain, position, hash FROM audit_head"
    ).fetchone()
    details = json.dumps({"ballot_id": ballot, "seq": seq}, sort_keys=True)
    digest = hashlib.sha256((previous + details).encode()).hexdigest()
    connection.execute(
        "INSERT INTO audit_entry (chain, position, at, event, actor_id, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (chain, position + 1, at, EVENT, account, details, digest),
    )
    connection.execute(
        "UPDATE audit_head SET position = ?, hash = ? WHERE chain = ?",
        (position + 1, digest, chain),
    )
    connection.execute(
        "INSERT INTO topic (name, seq) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET seq = seq + 1",
        (f"ballot:{ballot}",),
    )
    connection.execute("COMMIT")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
