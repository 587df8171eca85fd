"""What an administrator, an auditor or one person alone has to do with: words in lists, holds, links, keys, devices."""

from datetime import timedelta

from ecabinet.accounts.models import AccessLink, Device, LinkPurpose, Passkey
from ecabinet.bodies.import_sheet import HEADING
from ecabinet.bodies.importing import prepare_import
from ecabinet.bodies.models import LegalHold, Listing, Post, Term
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice


def fill(house):
    """Put one of each into the house, and its name under its kind."""
    run(lambda: _kept(house))
    draft = house.cabinet.act("admin", lambda actor: prepare_import(actor, [HEADING]).id)
    house.names["here"]["draft"] = draft


def _kept(house):
    cabinet, at = house.cabinet, now()
    minister, admin = cabinet.id("minister"), cabinet.id("admin")
    term = Term(id=new_id(), body_id=cabinet.body, listing=Listing.TEXT, code="a", name="Mẫu")
    hold = LegalHold(id=new_id(), reason="Thanh tra", placed_by_id=admin, placed_at=at)
    link = AccessLink(
        id=new_id(),
        account_id=minister,
        purpose=LinkPurpose.RECOVERY,
        asked_by_id=admin,
        asked_at=at,
        expires_at=at + timedelta(hours=1),
    )
    key = Passkey(
        id=new_id(),
        account_id=minister,
        credential_id="aG9zdA",
        public_key=b"k",
        name="iPad",
        created_at=at,
    )
    device = Device(
        id=new_id(),
        account_id=minister,
        token_hash="h",
        name="iPad",
        first_seen_at=at,
        last_seen_at=at,
    )
    notice = Notice(id=new_id(), account_id=minister, at=at, message="x", values={}, href="/")
    session().add_all([term, hold, link, key, device, notice])
    house.put("passkey", "own", id=key.id)
    house.put("device", "own", id=device.id)
    house.put("notice", "own", id=notice.id)
    posts = {post.account_id: post.id for post in session().query(Post)}
    house.names["here"] |= {
        "term": term.id,
        "hold": hold.id,
        "link": link.id,
        "post": posts[minister],
        "assistants_post": posts[cabinet.id("assistant")],
    }
