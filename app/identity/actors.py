"""Who is behind a request: a person, a program's token, or the shop itself.

A value passed to services; it holds no session and touches no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Forbidden, NotFound
from app.identity.permissions import DISCOUNT_LIMIT_PERCENT, ROLE_PERMISSIONS, Permission


@dataclass(frozen=True)
class Actor:
    """A name for the records, a role for the rights, and a site where one is bound to it."""

    name: str
    role: str
    key: str
    site_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in ROLE_PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the role allows it."""
        if not self.may(permission):
            what = permission.value.replace("_", " ")
            raise Forbidden(f"The role {self.role} may not do this ({what}).")

    def require_site(self, site_id: int, what: str) -> None:
        """Raise NotFound where the record is another site's than the person's."""
        if self.site_id is not None and self.site_id != site_id:
            raise NotFound(f"There is no such {what}.")

    @property
    def discount_limit(self) -> int:
        """Largest discount on a line, in percent."""
        return DISCOUNT_LIMIT_PERCENT[self.role]


SYSTEM = Actor(name="Lotwise", role="admin", key="system")
"""The shop itself: set-up, demo data, nightly work."""
