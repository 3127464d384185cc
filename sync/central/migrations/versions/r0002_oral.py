# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part: slots, bookings, examiners' codes, oral sittings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = ("oral_slot", "oral_booking", "examiner_code", "oral_sitting", "lost_sitting")


def upgrade() -> None:
    """Make the tables."""
    _create_booking()
    _create_sittings()


def downgrade() -> None:
    """Drop them in an order that no reference forbids."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _create_booking() -> None:
    op.create_table(
        "oral_slot",
        sa.Column("slot_id", sa.String(length=255), nullable=False),
        sa.Column("centre", sa.String(length=255), nullable=False),
        sa.Column("starts_s", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("published_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_oral_slot")),
    )
    with op.batch_alter_table("oral_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_oral_slot_centre"), ["centre"], unique=False)
    op.create_table(
        "oral_booking",
        sa.Column("request_id", sa.String(length=255), nullable=False),
        sa.Column("candidate_id", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("decided", sa.String(length=255), nullable=False),
        sa.Column("slot_id", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("decided_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.candidate_id"],
            name=op.f("fk_oral_booking_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_oral_booking_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["oral_slot.slot_id"], name=op.f("fk_oral_booking_slot_id_oral_slot")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_oral_booking")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_oral_booking_slot_id")),
    )
    with op.batch_alter_table("oral_booking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_oral_booking_candidate_id"), ["candidate_id"], unique=False
        )


def _create_sittings() -> None:
    op.create_table(
        "examiner_code",
        sa.Column("login", sa.String(length=255), nullable=False),
        sa.Column("code_hash", sa.JSON(), nullable=False),
        sa.Column("set_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["staff.login"], name=op.f("fk_examiner_code_login_staff")
        ),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_examiner_code")),
    )
    op.create_table(
        "oral_sitting",
        sa.Column("oral_id", sa.String(length=255), nullable=False),
        sa.Column("written_id", sa.String(length=255), nullable=False),
        sa.Column("manifest_digest", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("candidate_id", sa.String(length=255), nullable=False),
        sa.Column("mode", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("examiner", sa.String(length=255), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("oral_on", sa.String(length=255), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manifest_digest"],
            ["bundle.manifest_digest"],
            name=op.f("fk_oral_sitting_manifest_digest_bundle"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_oral_sitting_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.candidate_id"],
            name=op.f("fk_oral_sitting_candidate_id_candidate"),
        ),
        sa.PrimaryKeyConstraint("oral_id", name=op.f("pk_oral_sitting")),
    )
    with op.batch_alter_table("oral_sitting", schema=None) as batch_op:
        for column in ("candidate_id", "device_id", "written_id"):
            batch_op.create_index(batch_op.f(f"ix_oral_sitting_{column}"), [column], unique=False)
    op.create_table(
        "lost_sitting",
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("declared_by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["staff.login"], name=op.f("fk_lost_sitting_declared_by_staff")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_lost_sitting")),
    )
