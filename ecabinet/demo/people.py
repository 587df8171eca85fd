"""The demonstration's people: a Government of 27, its secretariat, 20 agencies, and a province."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.models import USUAL_SCOPES, Body, Role
from ecabinet.bodies.operations import (
    Person,
    add_agency,
    create_account,
    found_body,
    give_post,
)
from ecabinet.bodies.rules import PRESETS
from ecabinet.bodies.system import founder
from ecabinet.core.database import session
from ecabinet.demo import cast

SINCE = date(2021, 4, 8)


@dataclass
class Found:
    """Ids of what was made, by the names the demonstration uses."""

    accounts: dict[str, str] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    government: str = ""
    province: str = ""


class Founding:
    """Makes everybody, by the operations an administrator would use. All share one password, made for this demo."""

    def __init__(self, password_hash: str) -> None:
        self._hash = password_hash
        self._actor: Actor = founder()
        self.found = Found()

    def everybody(self) -> Found:
        government = self._body("Chính phủ", "thành viên Chính phủ", "Hà Nội", "government")
        self.found.government = government.id
        self._government(government)
        province = self._body(
            cast.PROVINCE, "thành viên Ủy ban nhân dân tỉnh", "Hòa Giang", "province"
        )
        self.found.province = province.id
        self._province(province)
        self._post(
            "admin", cast.ADMINISTRATOR, Role.ADMINISTRATOR, "Quản trị viên hệ thống", body_id=None
        )
        self._post("auditor", cast.AUDITOR, Role.AUDITOR, "Thanh tra viên", body_id=None)
        return self.found

    def _government(self, body: Body) -> None:
        self._post(
            "chair",
            cast.CHAIR,
            Role.CHAIR,
            "Thủ tướng Chính phủ",
            "Thủ tướng",
            rank=1,
            body_id=body.id,
        )
        for number, name in enumerate(cast.DEPUTIES, 1):
            title = "Phó Thủ tướng Chính phủ"
            self._post(
                f"deputy{number:02}",
                name,
                Role.MEMBER,
                title,
                "Phó Thủ tướng",
                rank=10 + number,
                body_id=body.id,
            )
        self._ministries(body)
        self._secretariat(body, cast.HEAD, cast.OFFICERS, "")
        self._post("clerk", cast.CLERK, Role.CLERK, "Văn thư", rank=220, body_id=body.id)
        for number, name in enumerate(cast.ASSISTANTS, 1):
            self._post(
                f"assistant{number:02}",
                name,
                Role.ASSISTANT,
                "Trợ lý",
                rank=300,
                body_id=body.id,
                assists_id=self.found.accounts[f"member{number:02}"],
            )
        self._second_post(body, "assistant05", cast.MINISTRIES[4])

    def _second_post(self, body: Body, username: str, ministry: cast.Ministry) -> None:
        """Who assists a minister often works in the ministry too, and hands in its papers."""
        account = session().get_one(Account, self.found.accounts[username])
        appointment = Appointment(
            role=Role.AGENCY,
            title=f"Chuyên viên {ministry.name}",
            rank=400,
            starts_on=SINCE,
            body_id=body.id,
            agency_id=self.found.agencies[ministry.code],
        )
        give_post(self._actor, account, appointment)

    def _ministries(self, body: Body) -> None:
        for number, each in enumerate(cast.MINISTRIES, 1):
            self._agency(body, each.code, each.name, each.short_name)
            self._post(
                f"member{number:02}",
                each.minister,
                Role.MEMBER,
                each.title,
                each.salutation,
                rank=20 + number,
                body_id=body.id,
                agency_id=self.found.agencies[each.code],
            )
        for code, name, short_name in cast.OTHER_AGENCIES:
            self._agency(body, code, name, short_name)
        names = [(each.code, each.name) for each in cast.MINISTRIES]
        names += [(code, name) for code, name, _ in cast.OTHER_AGENCIES]
        self._agency_officers(body, names, cast.AGENCY_OFFICERS, "agency")

    def _agency_officers(
        self, body: Body, agencies: Sequence[tuple[str, str]], people: Sequence[str], prefix: str
    ) -> None:
        for number, ((code, name), person) in enumerate(zip(agencies, people, strict=True), 1):
            self._post(
                f"{prefix}{number:02}",
                person,
                Role.AGENCY,
                f"Chuyên viên {name}",
                rank=400,
                body_id=body.id,
                agency_id=self.found.agencies[code],
            )

    def _secretariat(self, body: Body, head: str, officers: Sequence[str], prefix: str) -> None:
        title = "Phó Chủ nhiệm Văn phòng Chính phủ" if not prefix else "Chánh Văn phòng"
        self._post(f"{prefix}head", head, Role.HEAD, title, rank=200, body_id=body.id)
        for number, name in enumerate(officers, 1):
            self._post(
                f"{prefix}officer{number}",
                name,
                Role.OFFICER,
                "Chuyên viên Văn phòng",
                rank=210,
                body_id=body.id,
            )

    def _province(self, body: Body) -> None:
        for code, name, short_name in cast.PROVINCE_DEPARTMENTS:
            self._agency(body, code, name, short_name)
        for number, (name, title, salutation) in enumerate(cast.PROVINCE_MEMBERS):
            username = f"tinh-member{number:02}" if number else "tinh-chair"
            role = Role.MEMBER if number else Role.CHAIR
            self._post(username, name, role, title, salutation, rank=number + 1, body_id=body.id)
        self._secretariat(body, cast.PROVINCE_HEAD, [cast.PROVINCE_OFFICER], "tinh-")
        self._agency_officers(
            body,
            [(code, name) for code, name, _ in cast.PROVINCE_DEPARTMENTS],
            ("Sùng A Chứ", "Nông Thị Lụa"),
            "tinh-agency",
        )

    def _body(self, name: str, members_name: str, place: str, preset: str) -> Body:
        body = found_body(self._actor, name, members_name, place, PRESETS[preset])
        body.duty_phone = "080 12345"
        session().flush()
        return body

    def _agency(self, body: Body, code: str, name: str, short_name: str) -> None:
        agency = add_agency(self._actor, body, name, short_name, code)
        self.found.agencies[code] = agency.id
        session().flush()

    def _post(  # noqa: PLR0913 -- a post has that many sides
        self,
        username: str,
        name: str,
        role: Role,
        title: str,
        salutation: str = "",
        *,
        rank: int = 100,
        **where: str | None,
    ) -> None:
        person = Person(
            username=username,
            name=name,
            email=f"{username}@ecabinet.example",
            password_hash=self._hash,
        )
        account: Account = create_account(self._actor, person)
        session().flush()
        self.found.accounts[username] = account.id
        appointment = Appointment(
            role=role,
            title=title,
            salutation=salutation,
            rank=rank,
            starts_on=SINCE,
            scopes=USUAL_SCOPES if role is Role.ASSISTANT else (),
            body_id=where["body_id"],
            agency_id=where.get("agency_id"),
            assists_id=where.get("assists_id"),
        )
        give_post(self._actor, account, appointment)
