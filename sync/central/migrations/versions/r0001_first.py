# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that the first central remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "staff",
    "staff_session",
    "audit",
    "device",
    "enrolment_token",
    "challenge",
    "device_session",
    "content",
    "candidate",
    "upload",
    "part",
    "bundle",
    "sitting",
    "sitting_part",
    "decision",
    "oral",
    "certificate",
)


def upgrade() -> None:
    """Apply this revision."""
    _create_people()
    _create_devices()
    _create_content()
    _create_bundles()
    _create_sittings()


def downgrade() -> None:
    """Undo this revision."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "staff",
        sa.Column("login", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("roles", sa.String(length=255), nullable=False),
        sa.Column("token_hash", sa.String(length=255), nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.Column("closed_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_staff")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_token_hash")),
    )
    op.create_table(
        "staff_session",
        sa.Column("bearer_hash", sa.String(length=255), nullable=False),
        sa.Column("login", sa.String(length=255), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["staff.login"], name=op.f("fk_staff_session_login_staff")
        ),
        sa.PrimaryKeyConstraint("bearer_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_login"), ["login"], unique=False)
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("act", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_subject"), ["subject"], unique=False)


def _create_devices() -> None:
    op.create_table(
        "device",
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("serial", sa.String(length=255), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        sa.Column("centre", sa.String(length=255), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_s", sa.BigInteger(), nullable=True),
        sa.Column("revoked_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_centre"), ["centre"], unique=False)
    op.create_table(
        "enrolment_token",
        sa.Column("token_hash", sa.String(length=255), nullable=False),
        sa.Column("centre", sa.String(length=255), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.Column("used_s", sa.BigInteger(), nullable=True),
        sa.Column("device_id", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_enrolment_token")),
    )
    op.create_table(
        "challenge",
        sa.Column("nonce_hash", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_challenge")),
    )
    op.create_table(
        "device_session",
        sa.Column("bearer_hash", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_device_session_device_id_device")
        ),
        sa.PrimaryKeyConstraint("bearer_hash", name=op.f("pk_device_session")),
    )
    with op.batch_alter_table("device_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_device_session_device_id"), ["device_id"], unique=False
        )


def _create_content() -> None:
    op.create_table(
        "content",
        sa.Column(
            "identifier", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("published_s", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_content")),
    )
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.create_index("ix_content_current", ["role", "device_id", "current"], unique=False)
        batch_op.create_index(batch_op.f("ix_content_digest"), ["digest"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("candidate_id", sa.String(length=255), nullable=False),
        sa.Column("centre", sa.String(length=255), nullable=False),
        sa.Column("given_name", sa.String(length=255), nullable=False),
        sa.Column("family_name", sa.String(length=255), nullable=False),
        sa.Column("birth_date", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("access_code_hash", sa.JSON(), nullable=False),
        sa.Column("window_from_s", sa.BigInteger(), nullable=False),
        sa.Column("window_to_s", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("time_factor", sa.Double(), nullable=False),
        sa.Column("biometric", sa.Boolean(), nullable=False),
        sa.Column("registered_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_centre"), ["centre"], unique=False)


def _create_bundles() -> None:
    op.create_table(
        "upload",
        sa.Column("upload_id", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("metadata_text", sa.Text(), nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_s", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_upload_device_id_device")
        ),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_expires_s"), ["expires_s"], unique=False)
    op.create_table(
        "part",
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_part")),
    )
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_device_id"), ["device_id"], unique=False)
    op.create_table(
        "bundle",
        sa.Column("manifest_digest", sa.String(length=255), nullable=False),
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_bundle_device_id_device")
        ),
        sa.PrimaryKeyConstraint("manifest_digest", name=op.f("pk_bundle")),
    )
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundle_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bundle_sitting_id"), ["sitting_id"], unique=False)


def _create_sittings() -> None:
    op.create_table(
        "sitting",
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("manifest_digest", sa.String(length=255), nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("candidate_id", sa.String(length=255), nullable=False),
        sa.Column("pack_digest", sa.String(length=255), nullable=False),
        sa.Column("language", sa.String(length=255), nullable=False),
        sa.Column("stage", sa.String(length=255), nullable=False),
        sa.Column("person", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("timeline", sa.JSON(), nullable=False),
        sa.Column("flags", sa.BigInteger(), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("written_on", sa.String(length=255), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.candidate_id"],
            name=op.f("fk_sitting_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_sitting_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_digest"],
            ["bundle.manifest_digest"],
            name=op.f("fk_sitting_manifest_digest_bundle"),
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_stage"), ["stage"], unique=False)
    op.create_table(
        "sitting_part",
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "digest", name=op.f("pk_sitting_part")),
    )
    op.create_table(
        "decision",
        sa.Column(
            "identifier", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("reviewer", sa.String(length=255), nullable=False),
        sa.Column("decision", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer"], ["staff.login"], name=op.f("fk_decision_reviewer_staff")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.sitting_id"], name=op.f("fk_decision_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_sitting_id"), ["sitting_id"], unique=False)
    op.create_table(
        "oral",
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("examiner", sa.String(length=255), nullable=False),
        sa.Column("grid", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(length=255), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("oral_on", sa.String(length=255), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["examiner"], ["staff.login"], name=op.f("fk_oral_examiner_staff")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.sitting_id"], name=op.f("fk_oral_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_oral")),
    )
    op.create_table(
        "certificate",
        sa.Column("serial", sa.String(length=255), nullable=False),
        sa.Column("sitting_id", sa.String(length=255), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("log_index", sa.BigInteger(), nullable=True),
        sa.Column("cose", sa.LargeBinary(), nullable=True),
        sa.Column("attestation_digest", sa.String(length=255), nullable=True),
        sa.Column("certificate_digest", sa.String(length=255), nullable=True),
        sa.Column("released_s", sa.BigInteger(), nullable=False),
        sa.Column("revoked_s", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.sitting_id"], name=op.f("fk_certificate_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificate")),
        sa.UniqueConstraint("log_index", name=op.f("uq_certificate_log_index")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_certificate_sitting_id")),
    )
