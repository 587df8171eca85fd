"""what is prepared before a session"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "notice_wish",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("at_once", "daily", name="rhythm", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("digest_at", sa.Integer(), nullable=False),
        sa.Column("every_day", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_wish_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_wish")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("member_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "given",
                "refused",
                "withdrawn",
                name="consent",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_absence_account_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_absence_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["account.id"], name=op.f("fk_absence_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint(
            "meeting_id", "member_id", name=op.f("uq_absence_meeting_id_member_id")
        ),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_member_id"), ["member_id"], unique=False)

    op.create_table(
        "agency_call",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("agency_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_agency_call_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_call_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agency_call_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_call")),
        sa.UniqueConstraint(
            "meeting_id", "agency_id", name=op.f("uq_agency_call_meeting_id_agency_id")
        ),
    )
    with op.batch_alter_table("agency_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_call_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "call_sheet",
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roll_told", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_call_sheet_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_call_sheet")),
    )
    op.create_table(
        "consent_list",
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_consent_list_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_consent_list")),
    )
    op.create_table(
        "consent_item",
        sa.Column("item_id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column(
            "state",
            sa.Enum("listed", "off", "adopted", name="standing", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "basis", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_consent_item_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_consent_item_item_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_consent_item_meeting_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_consent_item")),
    )
    with op.batch_alter_table("consent_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_item_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "position_draft",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=26), nullable=False),
        sa.Column("member_id", sa.String(length=26), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column(
            "stand",
            sa.Enum(
                "no_objection",
                "comment",
                "object",
                "speak",
                "not_my_field",
                name="stand",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_position_draft_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_position_draft_item_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["account.id"], name=op.f("fk_position_draft_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_draft")),
        sa.UniqueConstraint(
            "item_id", "member_id", name=op.f("uq_position_draft_item_id_member_id")
        ),
    )
    with op.batch_alter_table("position_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_position_draft_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "lodging",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("body_id", sa.String(length=26), nullable=False),
        sa.Column("agency_id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "handed_in",
                "returned",
                "accepted",
                "placed",
                "withdrawn",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("consulted", sa.Text(), nullable=False),
        sa.Column(
            "secrecy",
            sa.Enum(
                "public", "internal", "restricted", name="secrecy", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.String(length=26), nullable=True),
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=26), nullable=True),
        sa.Column("officer_id", sa.String(length=26), nullable=True),
        sa.Column("begun_by_id", sa.String(length=26), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_by_id", sa.String(length=26), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submit_on", sa.Date(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked_paper_id", sa.String(length=26), nullable=True),
        sa.Column("marked_page", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lodging_agency_id")),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["account.id"], name=op.f("fk_lodging_begun_by_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_lodging_body_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_lodging_dossier_id")),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["account.id"], name=op.f("fk_lodging_handed_in_by_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lodging_item_id")),
        sa.ForeignKeyConstraint(
            ["marked_paper_id"], ["paper.id"], name=op.f("fk_lodging_marked_paper_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_lodging_meeting_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_lodging_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lodging")),
        sa.UniqueConstraint("code", name=op.f("uq_lodging_code")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_lodging_dossier_id")),
        sa.UniqueConstraint("item_id", name=op.f("uq_lodging_item_id")),
    )
    with op.batch_alter_table("lodging", schema=None) as batch_op:
        batch_op.create_index("ix_lodging_agency_state", ["agency_id", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_lodging_body_state", ["body_id", "state", "due_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lodging_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lodging_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index("ix_lodging_remind_at", ["remind_at"], unique=False)

    op.create_table(
        "late_request",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("lodging_id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answered_by_id", sa.String(length=26), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_late_request_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_late_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["lodging_id"], ["lodging.id"], name=op.f("fk_late_request_lodging_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_late_request_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_request")),
        sa.UniqueConstraint(
            "lodging_id", "meeting_id", name=op.f("uq_late_request_lodging_id_meeting_id")
        ),
    )
    with op.batch_alter_table("late_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_late_request_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "lodging_step",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("lodging_id", sa.String(length=26), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "handed_in",
                "taken",
                "returned",
                "accepted",
                "placed",
                "taken_off",
                "withdrawal_asked",
                "withdrawal_refused",
                "withdrawn",
                name="stepkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_lodging_step_by_id")),
        sa.ForeignKeyConstraint(
            ["lodging_id"], ["lodging.id"], name=op.f("fk_lodging_step_lodging_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lodging_step")),
    )
    with op.batch_alter_table("lodging_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lodging_step_lodging_id"), ["lodging_id"], unique=False
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("mail", "sms", name="channel", native_enum=False, length=40),
                server_default="mail",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "keeping",
                sa.Enum("usual", "agency", "named", name="keeping", native_enum=False, length=40),
                server_default="usual",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("tray_of_id", sa.String(length=26), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_dossier_tray_of_id"), ["tray_of_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_dossier_tray_of_id"), "meeting", ["tray_of_id"], ["id"]
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("substitutes_id", sa.String(length=26), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_invitation_meeting_id_substitutes_id"), ["meeting_id", "substitutes_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_invitation_substitutes_id"), "account", ["substitutes_id"], ["id"]
        )

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rule",
                sa.Enum("majority", "none", name="rule", native_enum=False, length=40),
                server_default="majority",
                nullable=False,
            )
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("halt_reason", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sha256", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.create_index(batch_op.f("ix_paper_version_sha256"), ["sha256"], unique=False)

    # The same file is found by its digest; files that came before this step have theirs in `original` only.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("UPDATE paper_version SET sha256 = coalesce(original->>'sha256', '')")
    else:
        op.execute(
            "UPDATE paper_version SET sha256 = coalesce(json_extract(original, '$.sha256'), '')"
        )


def downgrade() -> None:
    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_version_sha256"))
        batch_op.drop_column("sha256")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("halt_reason")
        batch_op.drop_column("ends_at")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("rule")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitation_substitutes_id"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("uq_invitation_meeting_id_substitutes_id"), type_="unique"
        )
        batch_op.drop_column("substitutes_id")

    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_dossier_tray_of_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_dossier_tray_of_id"), type_="unique")
        batch_op.drop_column("tray_of_id")
        batch_op.drop_column("keeping")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("held_since")
        batch_op.drop_column("channel")

    with op.batch_alter_table("lodging_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lodging_step_lodging_id"))

    op.drop_table("lodging_step")
    with op.batch_alter_table("late_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_late_request_meeting_id"))

    op.drop_table("late_request")
    with op.batch_alter_table("lodging", schema=None) as batch_op:
        batch_op.drop_index("ix_lodging_remind_at")
        batch_op.drop_index(batch_op.f("ix_lodging_officer_id"))
        batch_op.drop_index(batch_op.f("ix_lodging_meeting_id"))
        batch_op.drop_index("ix_lodging_body_state")
        batch_op.drop_index("ix_lodging_agency_state")

    op.drop_table("lodging")
    with op.batch_alter_table("position_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_draft_member_id"))

    op.drop_table("position_draft")
    with op.batch_alter_table("consent_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_item_meeting_id"))

    op.drop_table("consent_item")
    op.drop_table("consent_list")
    op.drop_table("call_sheet")
    with op.batch_alter_table("agency_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_call_agency_id"))

    op.drop_table("agency_call")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_member_id"))
        batch_op.drop_index(batch_op.f("ix_absence_account_id"))

    op.drop_table("absence")
    op.drop_table("notice_wish")
    op.drop_table("calendar_feed")
