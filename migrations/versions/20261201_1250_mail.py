"""The outbox of mails; what a mail says never changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import INSTANT, TEXT, WHOLE

revision = "0021"
down_revision = "0014c"
branch_labels = None
depends_on = None

SAYS = (
    "message_id",
    "document_kind",
    "document_number",
    "to_address",
    "subject",
    "body",
    "attachment_name",
    "attachment",
    "created_at",
    "created_by",
)


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event, of in (("UPDATE", f" OF {', '.join(SAYS)}"), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER mail_no_{event.lower()} BEFORE {event}{of} ON mail "
                "BEGIN SELECT RAISE(ABORT, 'append_only: mail is append-only'); END"
            )
        return
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SAYS)
    op.execute(
        f"""CREATE FUNCTION refuse_mail_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'append_only: mail is append-only';
            END IF;
            IF {changed} THEN
                RAISE EXCEPTION 'append_only: mail is append-only';
            END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER mail_no_change BEFORE UPDATE OR DELETE ON mail "
        "FOR EACH ROW EXECUTE FUNCTION refuse_mail_change()"
    )
    op.execute(
        "CREATE TRIGGER mail_no_truncate BEFORE TRUNCATE ON mail "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("to_address", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("attachment_name", TEXT, server_default="", nullable=False),
        sa.Column("attachment", TEXT, server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("trouble", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'unknown')",
            name=op.f("ck_mail_state"),
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_mail_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mail_state_id"), "mail", ["state", "id"])
    op.create_index(
        op.f("ix_mail_document_kind_document_number"), "mail", ["document_kind", "document_number"]
    )
    _guard()


def downgrade() -> None:
    op.drop_table("mail")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_mail_change()")
