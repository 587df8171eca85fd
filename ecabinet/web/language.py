"""The reader's language, theme and text size, and how days and times are said to them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, get_locale, get_timezone, gettext, ngettext

from ecabinet.core.clock import now

babel = Babel()
_zone: list[ZoneInfo] = [ZoneInfo("UTC")]  # the installation's; a list so that it can be replaced
TRANSLATIONS = Path(__file__).parents[1] / "translations"
Choose = Callable[[str], str | None]
DAY_S, HOUR_S, MINUTE_S = 86_400, 3_600, 60
SAYS = {
    "vi": {
        "date": "dd/MM/y",
        "short": "dd/MM",
        "long": "EEEE, 'ngày' dd 'tháng' M 'năm' y",
        "weekday": "EEEE, dd/MM",
    }
}
SAYS["en"] = {
    "date": "d MMM y",
    "short": "d MMM",
    "long": "EEEE, d MMMM y",
    "weekday": "EEEE, d MMM",
}


def speak(app: Flask, chosen: Choose) -> None:
    """Give pages a language. `chosen(name)` is what the signed-in person keeps under that name, else None."""

    def prefer(name: str, default: str) -> str:
        return chosen(name) or request.cookies.get(name, default)

    def language() -> str:
        wanted = prefer("language", "vi")
        return wanted if wanted in SAYS else "vi"

    _zone[:] = [ZoneInfo(app.config["TIMEZONE"])]
    babel.init_app(
        app,
        default_locale="vi",
        default_timezone=app.config["TIMEZONE"],
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=language,
    )
    app.jinja_env.globals.update(
        language=language,
        theme=lambda: prefer("theme", "auto"),
        text_size=lambda: prefer("text_size", "normal"),
    )
    app.jinja_env.filters.update(
        day=day, short_day=short_day, long_day=long_day, weekday=weekday, clock=clock, moment=moment, until=until,
        minutes=minutes, number=number, iso=iso, file_size=file_size, country=country, time_zone=time_zone, told=told,
        moment_in=moment_in,
    )  # fmt: skip


def _said(style: str) -> str:
    return SAYS[str(get_locale()) if str(get_locale()) in SAYS else "vi"][style]


def _local(value: datetime) -> datetime:
    return value.astimezone(get_timezone())


def _date(value: datetime | date, style: str) -> str:
    said = format_date(
        _local(value) if isinstance(value, datetime) else value, _said(style), locale=get_locale()
    )
    return said[0].upper() + said[1:]


def day(value: datetime | date) -> str:
    """23/11/2026"""
    return _date(value, "date")


def short_day(value: datetime | date) -> str:
    """23/11"""
    return _date(value, "short")


def long_day(value: datetime | date) -> str:
    """Thứ Hai, ngày 23 tháng 11 năm 2026"""
    return _date(value, "long")


def weekday(value: datetime | date) -> str:
    """Thứ Hai, 23/11"""
    return _date(value, "weekday")


def clock(value: datetime, *, seconds: bool = False) -> str:
    """08:00, or 08:00:31"""
    return format_time(_local(value), "HH:mm:ss" if seconds else "HH:mm", locale=get_locale())


def moment(value: datetime) -> str:
    """08:00, 23/11/2026"""
    return f"{clock(value)}, {day(value)}"


def moment_in(value: datetime, zone: str) -> str:
    """08:00, 23/11/2026, by the clock of a place: what has a deadline says it as the body's own clock does"""
    there = value.astimezone(ZoneInfo(zone))
    return f"{format_time(there.time(), 'HH:mm', locale=get_locale())}, {day(there.date())}"


def iso(value: datetime) -> str:
    """2026-11-23T08:00:00+07:00, for machines"""
    return format_datetime(_local(value), "yyyy-MM-dd'T'HH:mm:ssxxx", locale="en")


def until(value: datetime) -> str:
    """còn 48 phút · còn 9 giờ 48 phút · còn 3 ngày · quá hạn 2 ngày"""
    left = value - now()
    span = span_in_words(abs(left))
    if left > timedelta(0):
        return str(gettext("%(span)s left", span=span))
    return str(gettext("%(span)s overdue", span=span))


def span_in_words(span: timedelta) -> str:
    """48 phút · 9 giờ 48 phút · 3 ngày"""
    seconds = int(span.total_seconds())
    days, hours, mins = seconds // DAY_S, seconds // HOUR_S, seconds % HOUR_S // MINUTE_S
    if days:
        return str(ngettext("%(num)d day", "%(num)d days", days))
    if not hours:
        return minutes(max(mins, 1))
    said = str(ngettext("%(num)d hour", "%(num)d hours", hours))
    return f"{said} {minutes(mins)}" if mins else said


def minutes(value: int) -> str:
    """35 phút · 2 giờ 40 phút"""
    if value >= HOUR_S // MINUTE_S:
        return span_in_words(timedelta(minutes=value))
    return str(ngettext("%(num)d minute", "%(num)d minutes", value))


def number(value: float) -> str:
    """1.234,5"""
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if str(get_locale()) == "vi" else text


def file_size(value: int) -> str:
    """1,2 MB"""
    amount, unit = (value / 1024, "KB") if value < 1024 * 1024 else (value / 1024 / 1024, "MB")
    return f"{number(round(amount, 1))} {unit}"


def country(code: str) -> str:
    """Việt Nam"""
    locale = get_locale()
    return locale.territories.get(code, code) if locale else code


def time_zone(name: str) -> str:
    """Giờ Việt Nam"""
    return name if "/" not in name else str(get_timezone_name(ZoneInfo(name), locale=get_locale()))


def say(language: str, message: str, values: Mapping[str, str]) -> str:
    """Put a message into words outside a request: an e-mail, a printed page. Values named `…_at` are ISO moments."""
    spoken = {name: _spoken(name, value, language) for name, value in values.items()}
    return _catalogue(language).gettext(message) % spoken


def told(message: str, values: Mapping[str, str]) -> str:
    """Bổ sung nội dung 4a: a sentence that was kept with what fills it, in the language of the page"""
    return say(str(get_locale()), message, values)


def _spoken(name: str, value: str, language: str) -> str:
    if not name.endswith("_at"):
        return value
    at = datetime.fromisoformat(value).astimezone(_zone[0])
    return f"{format_time(at, 'HH:mm', locale=language)}, {format_date(at, SAYS[language]['date'], locale=language)}"


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [language])
