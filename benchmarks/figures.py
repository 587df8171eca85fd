"""A figure: what was measured, against what, and whether the promise holds."""

import json
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

OUTPUT = Path(__file__).parents[1] / "var" / "bench"
QUICK = os.environ.get("QUICK") == "1"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`against` is the same thing done by the machine's limit; `bound` says in words what must hold.

    What does not bind (a wish, or what was taken while others used the machine) is told as it is, and fails nothing.
    """

    name: str
    figure: float
    unit: str
    against: float | None = None
    bound: str = ""
    holds: bool = True
    binds: bool = True

    @property
    def fails(self) -> bool:
        return self.binds and not self.holds

    @property
    def verdict(self) -> str:
        return "holds" if self.holds else "DOES NOT HOLD" if self.binds else "missed"

    @property
    def ratio(self) -> float | None:
        return self.figure / self.against if self.against else None


def at_most(name: str, figure: float, unit: str, against: float, ratio: float) -> Figure:
    """Say that something takes at most so many times what it is held against."""
    return Figure(
        name=name,
        figure=figure,
        unit=unit,
        against=against,
        bound=f"ratio <= {ratio:g}",
        holds=figure <= ratio * against,
    )


def only() -> frozenset[str]:
    """Return what `ONLY=` names; nothing named means everything."""
    return frozenset(os.environ.get("ONLY", "").replace(",", " ").split())


def interleaved(measures: Sequence[Callable[[], float]], rounds: int = 3) -> list[float]:
    """Return the median of each measure, taken in turns, so that a noisy moment falls on all of them."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for values, measure in zip(taken, measures, strict=True):
            values.append(measure())
    return [statistics.median(values) for values in taken]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def publish(part: str, figures: Sequence[Figure]) -> bool:
    """Print the figures and write them down; return whether all hold."""
    print(f"\n{part}")
    for each in figures:
        against = (
            f"against {each.against:,.6g} ({each.ratio:.2f})" if each.ratio is not None else ""
        )
        print(
            f"  {each.name:<48} {each.figure:>12,.6g} {each.unit:<8} {against:<28} {each.bound:<28} {each.verdict}"
        )
    return keep(part, figures)


def publish_line(part: str, title: str, figures: Sequence[Figure]) -> bool:
    """Print the figures in one line and write them down; return whether all hold."""
    told = " ".join(f"{each.name}={each.figure:,.6g}{each.unit}" for each in figures)
    broken = "; ".join(f"{each.name} must be {each.bound}" for each in figures if each.fails)
    print(f"{part} {title}: {told} {f'FAIL ({broken})' if broken else 'PASS'}", flush=True)
    return keep(part, figures)


def keep(part: str, figures: Sequence[Figure]) -> bool:
    """Write the figures down; return whether all hold."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    rows = [asdict(each) | {"ratio": each.ratio} for each in figures]
    (OUTPUT / f"{part}.json").write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return not any(each.fails for each in figures)


def exactly(name: str, figure: float, wanted: float = 0) -> Figure:
    return Figure(name=name, figure=figure, unit="", bound=f"{wanted:,.6g}", holds=figure == wanted)


def at_least(name: str, figure: float, bound: float) -> Figure:
    return Figure(
        name=name, figure=figure, unit="", bound=f">= {bound:,.6g}", holds=figure >= bound
    )


def within(name: str, seconds: float, bound: float) -> Figure:
    """A time, which must not pass `bound`."""
    return Figure(
        name=name, figure=seconds, unit="s", bound=f"<= {bound:,.6g} s", holds=seconds <= bound
    )


def caught(name: str, figure: float) -> Figure:
    """What the mutant did wrong. A measurement that does not see it measures nothing."""
    return Figure(name=name, figure=figure, unit="", bound="> 0", holds=figure > 0)
