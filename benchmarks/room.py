"""A room that votes: how many votes are acknowledged a second (`votes`), how soon everybody hears of a change
(`fanout`) and sees it (`eye`), and how all at once are served (`load`).
"""

from benchmarks import eye, fanout, load, votes
from benchmarks.figures import Figure


def measure() -> list[Figure]:
    return [*votes.measure(), *fanout.measure(), *eye.measure(), *load.measure()]
