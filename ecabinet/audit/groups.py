"""The facts in groups, as somebody looks for them in the trail."""

from ecabinet.core.words import N_

GROUPS = {
    "doors": (
        N_("Signing in and devices"),
        ("account.", "session.", "device.", "identity.", "passkey.", "code_app.", "recovery", "welcome.", "link."),
    ),
    "people": (N_("People and posts"), ("person.", "people.", "post.", "delegation.")),
    "settings": (
        N_("Bodies and settings"),
        ("installation.", "body.", "agency.", "term.", "calendar.", "retention.", "manual.", "job."),
    ),
    "sessions": (
        N_("Sessions"),
        ("meeting.", "invitation.", "attendance.", "substitute.", "absence.", "venue.", "site."),
    ),
    "agenda": (N_("Agenda"), ("item.", "position.", "consent.")),
    "papers": (N_("Papers"), ("dossier.", "paper.", "emergency", "lodging.")),
    "ballots": (N_("Ballots and conclusions"), ("ballot.", "vote.", "conclusion.", "speech.", "floor.")),
    "opinions": (N_("Opinion forms"), ("consultation.", "form.")),
    "tasks": (N_("Tasks"), ("task.",)),
    "notices": (N_("Notifications"), ("notice.",)),
    "trail": (N_("The trail itself"), ("trail.", "access.")),
}  # fmt: skip
