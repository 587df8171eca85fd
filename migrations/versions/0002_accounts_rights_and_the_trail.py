"""accounts rights and the trail"""

import base64
import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# Of each: its list, code and nature, its names, its text and its place.
USUAL_TERMS = (
    ("meeting_kind", "ordinary", "ordinary", "Phiên họp thường kỳ", "Ordinary session", "", 1),
    ("meeting_kind", "thematic", "thematic", "Phiên họp chuyên đề", "Thematic session", "", 2),
    (
        "meeting_kind",
        "unscheduled",
        "unscheduled",
        "Phiên họp đột xuất",
        "Unscheduled session",
        "",
        3,
    ),
    ("paper_kind", "submission", "submission", "Tờ trình", "Submission", "", 1),
    ("paper_kind", "draft", "draft", "Dự thảo", "Draft text", "", 2),
    ("paper_kind", "appraisal", "appraisal", "Báo cáo thẩm định", "Appraisal report", "", 3),
    ("paper_kind", "summary", "summary", "Tóm tắt", "Summary", "", 4),
    (
        "paper_kind",
        "synthesis",
        "synthesis",
        "Tổng hợp, tiếp thu, giải trình",
        "Synthesis of opinions",
        "",
        5,
    ),
    ("paper_kind", "report", "report", "Báo cáo", "Report", "", 6),
    ("paper_kind", "evidence", "evidence", "Minh chứng", "Evidence", "", 7),
    ("paper_kind", "other", "other", "Tài liệu khác", "Other paper", "", 8),
    (
        "text",
        "invitation",
        "invitation",
        "Lời mời họp",
        "",
        "Kính mời các đồng chí nghiên cứu tài liệu và tham dự phiên họp. Nếu vắng mặt, đề nghị báo trước.",
        1,
    ),
    (
        "text",
        "papers-missing",
        "return_reason",
        "Thiếu tài liệu",
        "",
        "Đề nghị bổ sung đầy đủ tài liệu của các nội dung trước khi trình lại.",
        2,
    ),
    (
        "text",
        "order",
        "return_reason",
        "Sắp xếp lại chương trình",
        "",
        "Đề nghị sắp xếp lại thứ tự nội dung và thời lượng cho phù hợp.",
        3,
    ),
)


def fill_terms() -> None:
    """Give the bodies that exist already the usual words, as a new one gets them."""
    connection = op.get_bind()
    term = sa.table(
        "term",
        *(
            sa.column(each)
            for each in (
                "id",
                "body_id",
                "listing",
                "code",
                "nature",
                "name",
                "name_en",
                "text",
                "place",
            )
        ),
    )
    for (body_id,) in connection.execute(
        sa.select(sa.column("id")).select_from(sa.table("body"))
    ).all():
        op.bulk_insert(
            term,
            [
                {
                    "id": base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower(),
                    "body_id": body_id,
                    "listing": listing,
                    "code": code,
                    "nature": nature,
                    "name": name,
                    "name_en": name_en,
                    "text": text,
                    "place": place,
                }
                for listing, code, nature, name, name_en, text, place in USUAL_TERMS
            ],
        )


def upgrade() -> None:
    op.create_table(
        "audit_check",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("asked_by_id", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("walked", sa.BigInteger(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column(
            "breaks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    with op.batch_alter_table("audit_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_check_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "audit_checkpoint",
        sa.Column("chain", sa.String(length=26), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("chain", "position", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention")),
    )
    op.create_table(
        "access",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_access_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
    )
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.create_index("ix_access_account_at", ["account_id", "at", "id"], unique=False)
        batch_op.create_index("ix_access_at", ["at", "id"], unique=False)

    op.create_table(
        "access_link",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("welcome", "recovery", name="linkpurpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by_id", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.String(length=26), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_link_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["account.id"], name=op.f("fk_access_link_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_access_link_asked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_link_token_hash")),
    )
    with op.batch_alter_table("access_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "challenge",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_challenge_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "code_app",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_code_app_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_code_app")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_account_id"), ["account_id"], unique=False)

    op.create_table(
        "external_identity",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_external_identity_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
    )
    with op.batch_alter_table("external_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_external_identity_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "import_draft",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("made_by_id", sa.String(length=26), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_import_draft_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_draft_made_at"), ["made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_import_draft_made_by_id"), ["made_by_id"], unique=False
        )

    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("body_id", sa.String(length=26), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("placed_by_id", sa.String(length=26), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_legal_hold_body_id")),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["account.id"], name=op.f("fk_legal_hold_placed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_table(
        "manual",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edited_by_id", sa.String(length=26), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name=op.f("fk_manual_edited_by_id")
        ),
        sa.PrimaryKeyConstraint("role", "language", name=op.f("pk_manual")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column(
            "transports", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "term",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("body_id", sa.String(length=26), nullable=False),
        sa.Column(
            "listing",
            sa.Enum(
                "meeting_kind",
                "paper_kind",
                "issuing_body",
                "text",
                name="listing",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_term_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint(
            "body_id", "listing", "code", name=op.f("uq_term_body_id_listing_code")
        ),
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_body_id"), ["body_id"], unique=False)

    op.create_table(
        "item_reader",
        sa.Column("item_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_item_reader_account_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_reader_item_id")),
        sa.PrimaryKeyConstraint("item_id", "account_id", name=op.f("pk_item_reader")),
    )
    with op.batch_alter_table("item_reader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_reader_account_id"), ["account_id"], unique=False)

    op.create_table(
        "emergency_reading",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("paper_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.String(length=26), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_emergency_reading_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["account.id"], name=op.f("fk_emergency_reading_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_emergency_reading_paper_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_reading")),
    )
    with op.batch_alter_table("emergency_reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_emergency_reading_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_reading_paper_id"), ["paper_id"], unique=False
        )

    op.create_table(
        "paper_reader",
        sa.Column("paper_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_paper_reader_account_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_reader_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "account_id", name=op.f("pk_paper_reader")),
    )
    with op.batch_alter_table("paper_reader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_reader_account_id"), ["account_id"], unique=False
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at", "chain", "position"], unique=False)

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "procedure", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "procedure", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "secrecy",
                sa.Enum(
                    "public", "internal", "restricted", name="secrecy", native_enum=False, length=40
                ),
                nullable=False,
                server_default="internal",
            )
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("term_id", sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_meeting_term_id"), "term", ["term_id"], ["id"])

    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("term_id", sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_paper_term_id"), "term", ["term_id"], ["id"])

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "scopes",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=False,
                server_default="[]",
            )
        )

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("factors", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("face_id", sa.String(length=26), nullable=True))
        batch_op.create_index(batch_op.f("ix_sign_in_device_id"), ["device_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_sign_in_device_id"), "device", ["device_id"], ["id"]
        )

    fill_terms()
    # Whoever assisted a member before saw what the member sees; the member may narrow it.
    op.execute(
        'UPDATE post SET scopes = \'["sessions", "opinions", "tasks"]\' WHERE role = \'assistant\''
    )


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sign_in_device_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sign_in_device_id"))
        batch_op.drop_column("face_id")
        batch_op.drop_column("factors")
        batch_op.drop_column("verified_at")
        batch_op.drop_column("locked_at")
        batch_op.drop_column("device_id")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("scopes")

    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_paper_term_id"), type_="foreignkey")
        batch_op.drop_column("term_id")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_term_id"), type_="foreignkey")
        batch_op.drop_column("term_id")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("secrecy")

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_column("procedure")

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.drop_column("ends_on")
        batch_op.drop_column("revision")

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_column("procedure")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_at")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("ends_on")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("password_changed_at")

    with op.batch_alter_table("paper_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_reader_account_id"))

    op.drop_table("paper_reader")
    with op.batch_alter_table("emergency_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_reading_paper_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_reading_account_id"))

    op.drop_table("emergency_reading")
    with op.batch_alter_table("item_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_reader_account_id"))

    op.drop_table("item_reader")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_term_body_id"))

    op.drop_table("term")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    op.drop_table("manual")
    op.drop_table("legal_hold")
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_draft_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_import_draft_made_at"))

    op.drop_table("import_draft")
    with op.batch_alter_table("external_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_identity_account_id"))

    op.drop_table("external_identity")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_account_id"))

    op.drop_table("device")
    op.drop_table("code_app")
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_challenge_expires_at"))

    op.drop_table("challenge")
    with op.batch_alter_table("access_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_link_account_id"))

    op.drop_table("access_link")
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.drop_index("ix_access_at")
        batch_op.drop_index("ix_access_account_at")

    op.drop_table("access")
    op.drop_table("retention")
    op.drop_table("audit_checkpoint")
    with op.batch_alter_table("audit_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_check_asked_at"))

    op.drop_table("audit_check")
