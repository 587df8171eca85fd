"""The words by which roles are known, in both languages, to people and to their spreadsheets."""

from ecabinet.bodies.models import Role, Scope
from ecabinet.bodies.naming import folded
from ecabinet.core.words import N_

ROLE_WORDS: dict[Role, str] = {
    Role.CHAIR: N_("Head of the body"),
    Role.MEMBER: N_("Member"),
    Role.OFFICER: N_("Secretariat officer"),
    Role.HEAD: N_("Head of the secretariat"),
    Role.CLERK: N_("Document clerk"),
    Role.AGENCY: N_("Agency officer"),
    Role.ASSISTANT: N_("Assistant"),
    Role.GUEST: N_("Guest"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}
SCOPE_WORDS: dict[Scope, str] = {
    Scope.SESSIONS: N_("Sessions, agendas and papers"),
    Scope.OPINIONS: N_("Opinion forms, and drafts of answers"),
    Scope.TASKS: N_("Tasks"),
    Scope.RESTRICTED: N_("Restricted items and papers too"),
}
# What sheets say. The first of each is what we write ourselves.
SPOKEN: dict[Role, tuple[str, ...]] = {
    Role.CHAIR: ("người đứng đầu", "chủ tịch", "thủ tướng", "chair", "head of the body"),
    Role.MEMBER: ("thành viên", "ủy viên", "member"),
    Role.OFFICER: ("chuyên viên thư ký", "thư ký", "officer", "secretariat officer"),
    Role.HEAD: ("lãnh đạo văn phòng", "chánh văn phòng", "head", "head of the secretariat"),
    Role.CLERK: ("văn thư", "clerk", "document clerk"),
    Role.AGENCY: ("chuyên viên cơ quan", "cơ quan", "agency", "agency officer"),
    Role.ASSISTANT: ("trợ lý", "thư ký riêng", "assistant"),
    Role.GUEST: ("khách mời", "guest"),
    Role.ADMINISTRATOR: ("quản trị viên", "administrator"),
    Role.AUDITOR: ("thanh tra viên", "kiểm toán viên", "auditor"),
}
_ROLES = {folded(word): role for role, words in SPOKEN.items() for word in words}


def role_called(words: str) -> Role | None:
    """Return the role that a sheet means; accents and capitals do not matter."""
    return _ROLES.get(folded(words))
