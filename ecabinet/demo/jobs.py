from ecabinet.core.jobs import job


@job("demo.today")
def make_todays_session(zone: str) -> None:
    """A demonstration that is started on a later day gets a session for that day, while people already use it."""
    from ecabinet.demo.seed import see_to_today  # noqa: PLC0415 -- dear to import, and rarely wanted

    see_to_today(zone, lambda _words: None)
