"""What work in the background is called by people: on the page of failed jobs, and in the trail."""

from collections.abc import Mapping

from ecabinet.core.words import N_

JOBS: Mapping[str, str] = {
    "audit.check": N_("Checking the whole audit trail"),
    "audit.seal": N_("Signing where the audit trail stands"),
    "demo.today": N_("Setting up today's session of the demonstration"),
    "notifications.deliver": N_("Sending a notification by e-mail or text message"),
    "papers.read": N_("Reading the pages of a paper"),
}
