"""`make scan`: wapiti, a scanner of running sites, is let loose on a demonstration of our own, on loopback.

It comes as a stranger, as a member, as an officer and as the administrator, crawls what each is shown, and tries its
usual attacks on every field. `MINUTES=10` bounds all of it. What it holds for high or medium fails the run.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping

from benchmarks.people import Person
from tests.servers import ROOT, LiveServer

WAPITI = ROOT / ".wapiti" / "bin" / "wapiti"
FOLDER = ROOT / "var" / "scan"
WHO = ("stranger", "member02", "officer1", "admin")
# The last of the usual ones asks a server of its makers, and this one speaks to nobody but ours.
MODULES = "common,-ssrf"
CRAWLING = 0.3  # of the time of one visitor
LEVELS = {4: "critical", 3: "high", 2: "medium", 1: "low", 0: "remark"}
GRAVE = 2
WAY_OUT = ("/sign-out", "/lock", "/locked", "/me/devices", "/me/password")


def scan(server: LiveServer, who: str, key: str, seconds: float) -> Mapping[str, object]:
    """Let the scanner come as `who`; return its report."""
    report = FOLDER / f"{who}.json"
    report.unlink(missing_ok=True)
    words = [
        str(WAPITI), "--url", f"{server.url}/", "--scope", "folder", "--module", MODULES,
        "--flush-session", "--no-bugreport", "--verify-ssl", "0", "--level", "1", "--tasks", "8",
        "--max-scan-time", str(int(seconds * CRAWLING)), "--timeout", "10", "--verbose", "0",
        "--max-files-per-dir", "40", "--max-attack-time", str(int(seconds / 8)),
        "--store-session", str(FOLDER), "--format", "json", "--output", str(report),
    ]  # fmt: skip
    for path in WAY_OUT:
        words += ["--exclude", f"{server.url}{path}"]
    words += ["--cookie-value", key] if key else []
    subprocess.run(words, check=True, timeout=seconds * 2, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text())


def found(report: Mapping[str, object]) -> list[tuple[int, str]]:
    """Return what a report holds for holes and for faults: how grave, and where."""
    kinds = [
        (kind, each)
        for part in ("vulnerabilities", "anomalies")
        for kind, each in report[part].items()
    ]
    return [
        (
            int(one["level"]),
            f"{kind}: {one['method']} {one['path']} {one['parameter']}: {one['info']}",
        )
        for kind, several in kinds
        for one in several
    ]


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    seconds = float(os.environ.get("MINUTES", "10")) * 60 / len(WHO)
    server = LiveServer(DEMO="1")
    try:
        server.start(seconds=600)
        keys = {
            who: _key(server, who) for who in WHO
        }  # before the stranger uses up the address's share
        reports = {who: scan(server, who, keys[who], seconds) for who in WHO}
    finally:
        server.stop()
    grave = [line for who, report in reports.items() for line in _told(who, report)]
    print("\n".join(grave) or "0 high, 0 medium")
    return 1 if grave else 0


def _told(who: str, report: Mapping[str, object]) -> list[str]:
    """Print a line of figures; return what is grave."""
    holes = found(report)
    counts = Counter(LEVELS[level] for level, _ in holes)
    crawled = report["infos"].get("crawled_pages_nbr", 0)
    spoken = ", ".join(f"{counts[name]} {name}" for name in LEVELS.values())
    print(f"{who:10} {crawled:4} pages: {spoken}", flush=True)
    return [f"{who}: {LEVELS[level]}: {where}" for level, where in holes if level >= GRAVE]


def _key(server: LiveServer, who: str) -> str:
    if who == "stranger":
        return ""
    visitor = Person(server, who).sign_in()
    key = visitor.cookies
    visitor.leave()
    return key


if __name__ == "__main__":
    sys.exit(main())
