"""A sheet of people: its columns, and what each row says. It knows no database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ecabinet.bodies.models import Role
from ecabinet.bodies.naming import BAD_EMAIL, BAD_USERNAME, EMAIL, USERNAME, folded
from ecabinet.bodies.roles import role_called
from ecabinet.core.errors import Invalid
from ecabinet.core.sheets import Cell, computes
from ecabinet.core.text import TOO_LONG, fault_of
from ecabinet.core.words import N_

# Column → what its heading may say; the first is what our own sheets say.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("Họ và tên", "Full name", "Name"),
    "username": ("Tên đăng nhập", "User name"),
    "email": ("Thư điện tử", "Email", "E-mail"),
    "body": ("Cơ quan, tập thể", "Tập thể", "Body"),
    "unit": ("Đơn vị", "Bộ, ngành", "Agency"),
    "role": ("Vai trò", "Role"),
    "title": ("Chức danh", "Chức vụ", "Title"),
    "salutation": ("Xưng hô", "Salutation"),
    "rank": ("Thứ bậc", "Rank"),
    "starts_on": ("Từ ngày", "From"),
    "ends_on": ("Đến ngày", "Until"),
    "assists": ("Giúp việc cho", "Assists"),
}
HEADING = [words[0] for words in COLUMNS.values()]
OF_THE_PERSON = frozenset({"name", "username", "email"})
DAYS = frozenset({"starts_on", "ends_on"})
LONGEST = {"email": 320, "username": 64, "salutation": 100}
LONGEST_LINE = 200
RANKS = range(1, 10_000)
YEARS = range(1900, 2101)
WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

NO_COLUMN = N_(
    "The sheet has no column “%(column)s”. Please start from the empty sheet offered here."
)
STRANGE_COLUMN = N_(
    "The column “%(column)s” is not known. Please start from the empty sheet offered here."
)
NO_NAME = N_("The full name is missing.")
COMPUTES = N_("“%(column)s” begins with a sign that a spreadsheet takes for a formula.")
UNFIT = N_("“%(column)s”: this cannot be kept as it is written.")
LONG = N_("“%(column)s” is too long.")
NO_DAY = N_("“%(column)s”: please write a date as day/month/year.")
NO_RANK = N_("“%(column)s”: please write a whole number from 1 to 9,999.")
NO_ROLE = N_("The role “%(role)s” is not known.")
WHICH_ROLE = N_("A post needs its role.")
BY_HAND = N_("Administrators are named on their own page, not by a sheet.")


class WrongSheet(Invalid):
    """A table that is no sheet of people; its message says why."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.values = {"column": column}


@dataclass(frozen=True)
class Said:
    """A sentence for whoever looks at the preview."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """What one row says. Empty means that it says nothing of it."""

    number: int
    words: Mapping[str, str]
    days: Mapping[str, date]
    role: Role | None
    rank: int | None
    problems: tuple[Said, ...]

    @property
    def says_a_post(self) -> bool:
        return any(value for name, value in self.words.items() if name not in OF_THE_PERSON)

    @property
    def has_its_days(self) -> bool:
        """Whether every day that is written could be read."""
        return all(name in self.days for name in DAYS if self.words[name])


def read_rows(table: Sequence[Sequence[Cell]]) -> list[Row]:
    """Return what a table says, its heading first. WrongSheet where it is no sheet of people."""
    columns = _columns(table[0])
    return [
        _row(number, dict(zip(columns, cells, strict=False)))
        for number, cells in enumerate(table[1:], 2)
        if any(cells)
    ]


def _columns(heading: Sequence[Cell]) -> list[str]:
    known = {_bare(words): name for name, all_ in COLUMNS.items() for words in all_}
    columns = [known.get(_bare(str(cell)), "") if cell else "" for cell in heading]
    for cell, column in zip(heading, columns, strict=True):
        if cell and not column:
            raise WrongSheet(STRANGE_COLUMN, str(cell)[:100])
    for needed in ("name", "username"):
        if needed not in columns:
            raise WrongSheet(NO_COLUMN, COLUMNS[needed][0])
    return columns


def _bare(words: str) -> str:
    return re.sub(r"[^a-z]+", " ", folded(words)).strip()


def _row(number: int, cells: Mapping[str, Cell]) -> Row:
    problems: list[Said] = []
    words = {
        name: _as_written(cells.get(name, "")).strip()
        if name != "username"
        else _as_written(cells.get(name, "")).strip().lower()
        for name in COLUMNS
    }
    for name in COLUMNS:
        problems += _text_problems(name, _as_written(cells.get(name, "")))
    days = _days(cells, problems)
    rank = _rank(words["rank"], problems)
    role = _role(words, problems)
    problems += _person_problems(words)
    return Row(number, words, days, role, rank, tuple(problems))


def _as_written(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def _text_problems(name: str, text: str) -> list[Said]:
    column = {"column": COLUMNS[name][0]}
    if computes(text):
        return [Said(COMPUTES, column)]
    if len(text) > LONGEST.get(name, LONGEST_LINE):
        return [Said(LONG, column)]
    fault = fault_of(text, one_line=True)
    return [Said(LONG if fault == TOO_LONG else UNFIT, column)] if fault else []


def _days(cells: Mapping[str, Cell], problems: list[Said]) -> dict[str, date]:
    days = {}
    for name in sorted(DAYS):
        if cell := cells.get(name, ""):
            day = cell if isinstance(cell, date) else _written_day(cell)
            if day is None or day.year not in YEARS:
                problems.append(Said(NO_DAY, {"column": COLUMNS[name][0]}))
            else:
                days[name] = day
    return days


def _written_day(text: str) -> date | None:
    if match := WRITTEN_DAY.fullmatch(text.strip()):
        day, month, year = (int(each) for each in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return None


def _rank(text: str, problems: list[Said]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text[:9]) in RANKS:
        return int(text[:9])
    problems.append(Said(NO_RANK, {"column": COLUMNS["rank"][0]}))
    return None


def _role(words: Mapping[str, str], problems: list[Said]) -> Role | None:
    said = words["role"]
    role = role_called(said)
    if said and role is None:
        problems.append(Said(NO_ROLE, {"role": said[:100]}))
    if not said and any(value for name, value in words.items() if name not in OF_THE_PERSON):
        problems.append(Said(WHICH_ROLE))
    if role is Role.ADMINISTRATOR:
        problems.append(Said(BY_HAND))
    return role


def _person_problems(words: Mapping[str, str]) -> list[Said]:
    problems = []
    if not words["name"]:
        problems.append(Said(NO_NAME))
    if not USERNAME.fullmatch(words["username"]):
        problems.append(Said(BAD_USERNAME))
    if words["email"] and not EMAIL.fullmatch(words["email"]):
        problems.append(Said(BAD_EMAIL))
    return problems
