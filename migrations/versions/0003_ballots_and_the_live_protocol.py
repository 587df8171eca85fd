"""ballots and the live protocol"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "done_deed",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_done_deed_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_done_deed")),
    )
    with op.batch_alter_table("done_deed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_done_deed_at"), ["at"], unique=False)

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("bloc", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("repeats_id", sa.String(length=26), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("proposal", "list", name="kind", native_enum=False, length=40),
                nullable=False,
                server_default="proposal",
            )
        )
        batch_op.add_column(
            sa.Column(
                "labels",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=False,
                server_default="[]",
            )
        )
        batch_op.add_column(sa.Column("limit_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("left_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("running_since_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("machine", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("sheet_id", sa.String(length=26), nullable=True))
        batch_op.add_column(
            sa.Column(
                "record", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column("record_hash", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("record_signature", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("item_id", existing_type=sa.VARCHAR(length=26), nullable=True)
        batch_op.create_index(batch_op.f("ix_ballot_bloc"), ["bloc"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_repeats_id"), ["repeats_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_sheet_id"), ["sheet_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_ballot_sheet_id"), "dossier", ["sheet_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_ballot_meeting_id"), "meeting", ["meeting_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_ballot_repeats_id"), "ballot", ["repeats_id"], ["id"]
        )

    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signature", sa.LargeBinary(), nullable=True))

    op.execute(
        "UPDATE ballot SET meeting_id ="
        " (SELECT item.meeting_id FROM item WHERE item.id = ballot.item_id)"
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.alter_column("meeting_id", existing_type=sa.VARCHAR(length=26), nullable=False)


def downgrade() -> None:
    # What was asked on no item has no place in the older tables.
    op.execute("DELETE FROM voter WHERE ballot_id IN (SELECT id FROM ballot WHERE item_id IS NULL)")
    op.execute(
        "UPDATE ballot SET repeats_id = NULL"
        " WHERE repeats_id IN (SELECT id FROM ballot WHERE item_id IS NULL)"
    )
    op.execute("DELETE FROM ballot WHERE item_id IS NULL")
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.drop_column("signature")

    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.drop_column("kept")

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ballot_repeats_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_ballot_meeting_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_ballot_sheet_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_ballot_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_ballot_repeats_id"))
        batch_op.drop_index(batch_op.f("ix_ballot_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_ballot_bloc"))
        batch_op.alter_column("item_id", existing_type=sa.VARCHAR(length=26), nullable=False)
        batch_op.drop_column("record_signature")
        batch_op.drop_column("record_hash")
        batch_op.drop_column("record")
        batch_op.drop_column("sheet_id")
        batch_op.drop_column("by_hand")
        batch_op.drop_column("machine")
        batch_op.drop_column("running_since_ms")
        batch_op.drop_column("left_ms")
        batch_op.drop_column("closes_at")
        batch_op.drop_column("limit_s")
        batch_op.drop_column("labels")
        batch_op.drop_column("kind")
        batch_op.drop_column("repeats_id")
        batch_op.drop_column("bloc")
        batch_op.drop_column("meeting_id")

    with op.batch_alter_table("done_deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_done_deed_at"))

    op.drop_table("done_deed")
