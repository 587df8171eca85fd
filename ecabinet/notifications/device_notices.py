"""Tells people when somebody signs in as them with a device that was not used before."""

from ecabinet.accounts.events import DeviceAdded
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell


@within(DeviceAdded)
def tell_of_new_device(fact: DeviceAdded) -> None:
    """The owner alone can say whether it was them."""
    if fact.is_first:
        return
    sentence = N_(
        "Somebody signed in as you with a new device: %(title)s, at %(signed_in_at)s. "
        "If it was not you, please end that session and change your password."
    )
    values = {"title": fact.title, "signed_in_at": fact.at.isoformat()}
    tell(fact, [fact.account_id], sentence, values, "/me#me-devices")
