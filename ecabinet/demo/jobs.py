from ecabinet.core.jobs import job
from ecabinet.demo.seed import see_to_today


@job("demo.today")
def make_todays_session(zone: str) -> None:
    """A demonstration that is started on a later day gets a session for that day, while people already use it."""
    see_to_today(zone, lambda _words: None)
