"""The log: one JSON object a line, in UTC, to the standard error stream. No content, choice or token is ever in it."""

import json
import logging
import re
import sys

import structlog

# What ends a line, turns the direction of letters round or moves a terminal's cursor, and JSON itself lets stand.
UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def one_line(entry: object, **how: object) -> str:
    """Return an entry as one line of JSON, in which nothing stands that a reader would not see."""
    text = json.dumps(entry, ensure_ascii=False, default=how.get("default", repr))  # type: ignore[arg-type]
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def speak_json(level: int = logging.INFO) -> None:
    """Write what we log from `level`, and what libraries log from a warning upwards, as JSON lines."""
    shared: list[structlog.types.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=one_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=one_line),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.WARNING
    logging.getLogger("gunicorn.error").handlers = [
        handler
    ]  # what it says of a stranger's request, too
