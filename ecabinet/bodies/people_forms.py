"""What an administrator writes down about people and posts, and a member about their assistants."""

from datetime import date
from typing import Annotated

from flask import request
from pydantic import BaseModel, Field, StringConstraints, field_validator

from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.delegation import Delegation
from ecabinet.bodies.models import Role, Scope
from ecabinet.bodies.naming import BAD_EMAIL, BAD_USERNAME, EMAIL, USERNAME
from ecabinet.bodies.operations import Person
from ecabinet.bodies.people import PersonDraft
from ecabinet.bodies.people_queries import Sought
from ecabinet.bodies.posts import PostDraft
from ecabinet.web.forms import read_values

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Id = Annotated[str, StringConstraints(max_length=26)]
Rank = Annotated[int, Field(ge=1, le=9999)]


class PersonForm(BaseModel):
    name: Line
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not EMAIL.fullmatch(value):
            raise ValueError(BAD_EMAIL)
        return value

    def draft(self) -> PersonDraft:
        return PersonDraft(name=self.name, email=self.email or None)


class NewPersonForm(PersonForm):
    username: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]

    @field_validator("username")
    @classmethod
    def _can_be_typed_anywhere(cls, value: str) -> str:
        if not USERNAME.fullmatch(value.lower()):
            raise ValueError(BAD_USERNAME)
        return value.lower()

    def person(self) -> Person:
        return Person(username=self.username, name=self.name, email=self.email or None)


class PostForm(BaseModel):
    title: Line
    salutation: Short = ""
    rank: Rank = 100
    starts_on: date
    ends_on: date | None = None

    def draft(self) -> PostDraft:
        return PostDraft(**{name: getattr(self, name) for name in PostForm.model_fields})


class AppointmentForm(PostForm):
    role: Role
    body_id: Id | None = None
    agency_id: Id | None = None
    assists_id: Id | None = None
    scopes: tuple[Scope, ...] = ()

    def appointment(self) -> Appointment:
        return Appointment(**{name: getattr(self, name) for name in type(self).model_fields})


class LastDayForm(BaseModel):
    last_day: date


class DelegationForm(BaseModel):
    scopes: tuple[Scope, ...] = ()
    until: date | None = None

    def delegation(self) -> Delegation:
        return Delegation(scopes=self.scopes, until=self.until)


class NewDelegationForm(DelegationForm):
    member_id: Id
    assistant: Id  # one of the posts in which they assist somebody else
    until: date  # for a time: for good is the administrator's to decide


class ConfirmForm(BaseModel):
    shown: Annotated[str, StringConstraints(max_length=64)]


class FaceForm(BaseModel):
    post_id: Id


def read_appointment() -> AppointmentForm:
    return read_values(AppointmentForm, _sent())


def read_delegation() -> DelegationForm:
    return read_values(DelegationForm, _sent())


def read_new_delegation() -> NewDelegationForm:
    return read_values(NewDelegationForm, _sent())


def read_sought() -> Sought:
    """Return whom a list was asked for; words that mean nothing ask for nothing."""
    asked = request.args
    role, active = asked.get("role", ""), {"yes": True, "no": False}
    return Sought(
        text=asked.get("q", "")[:200],
        body_id=asked.get("body") or None,
        role=Role(role) if role in set(Role) else None,
        active=active.get(asked.get("active", "")),
    )


def _sent() -> dict[str, object]:
    """Return the sent form; of the scopes any number may be ticked."""
    return {**request.form.to_dict(), "scopes": request.form.getlist("scopes")}
