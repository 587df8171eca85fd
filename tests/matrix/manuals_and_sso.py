"""The decisions on manuals, which are everybody's to read, and on single sign-on, which nobody offers in this house."""

from tests.matrix.deciding import MISSING, everywhere
from tests.matrix.people import ADMIN, ALL

WHICH = {"role": "member", "language": "vi"}
WHOSE = {"account_id": "@minister"}
NONE = {"identity_id": "none"}
NAMED = {"issuer": "https://sso.example.vn", "subject": "1"}

MANUALS = {
    "manuals.edit": everywhere(ADMIN, more=WHICH),
    "manuals.index": everywhere(ALL),
    "manuals.keep": everywhere(ADMIN, more=WHICH, form={"text": "# Tên", "revision": "0"}),
    "manuals.restore": everywhere(ADMIN, more=WHICH, form={"revision": "0"}),
    "manuals.show": everywhere(ALL, more={"role": "member"}),
}
SSO = {
    "identities.confirm": everywhere((), MISSING),
    "identities.give": everywhere(ADMIN, more=WHOSE, form=NAMED),
    "identities.keep": everywhere((), MISSING),
    "identities.link": everywhere((), MISSING),
    "identities.remove": everywhere((), MISSING, more=NONE),
    "identities.take": everywhere((), more=WHOSE | NONE, told={"admin": MISSING}),
    "sso.back": everywhere((), MISSING, strangers=MISSING),
    "sso.begin": everywhere((), MISSING, strangers=MISSING),
}
