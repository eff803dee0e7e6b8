"""What was printed and the contact log are guarded as posted things are: the triggers are made anew."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes."""


def downgrade() -> None:
    raise NotImplementedError("a clinic only moves forward; restore a backup to go back")
