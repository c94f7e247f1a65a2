"""The store of sessions: each belongs to the origin that made it, and ends by itself.

What a copy of the database gives away of a session is whose it is, where, and since when: its key is kept as a hash
and its content encrypted. Settings name this module as SESSION_ENGINE.
"""

import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from trygga.accounts import at_rest
from trygga.accounts.models import StaffSession
from trygga.web.access import Origin

BEGAN = "began"
IDLE = {Origin.INBOX: timedelta(minutes=30), Origin.OFFICE: timedelta(hours=4)}
UNTIL_SIGNED_IN = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)


def row_key(session_key: str) -> str:
    """What the table holds of a session's key, which is the cookie: enough to find it, not enough to use it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    """Sessions of the inbox, and, for the other origins, the classes below."""

    origin = Origin.INBOX
    _row: StaffSession | None = None

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def touch(self) -> None:
        """Note that a session that was read is in use. Not more often than once a minute: it is a write."""
        if self._row is None or self._row.user_id is None:
            return
        ends = self._ends_at(self._row.began_at)
        if ends - self._row.expire_date >= NOTED_EVERY:
            StaffSession.objects.filter(pk=self._row.pk).update(expire_date=ends)

    def exists(self, session_key: str) -> bool:
        return StaffSession.objects.filter(pk=row_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            StaffSession.objects.filter(pk=row_key(key)).delete()

    def encode(self, session_dict: dict[str, Any]) -> str:
        return at_rest.encrypt(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            content: dict[str, Any] = self.serializer().loads(at_rest.decrypt(str(session_data)).encode("latin-1"))
        except at_rest.Unreadable:  # the secret key is a new one: everybody signs in again
            return {}
        return content

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        began = datetime.fromtimestamp(data.get(BEGAN, time.time()), UTC)
        user = data.get(SESSION_KEY)
        return StaffSession(
            session_key=row_key(self._get_or_create_session_key()),  # type: ignore[attr-defined] # Django's own hook
            session_data=self.encode(data),
            expire_date=self._ends_at(began) if user else timezone.now() + UNTIL_SIGNED_IN,
            origin=self.origin.value,
            user_id=user,
            began_at=began,
        )

    def _get_session_from_db(self) -> StaffSession | None:
        rows = StaffSession.objects.filter(origin=self.origin.value, expire_date__gt=timezone.now())
        self._row = rows.filter(pk=row_key(self.session_key or "")).first()
        if self._row is None:
            self._session_key = None
        return self._row

    def _ends_at(self, began: datetime) -> datetime:
        return min(timezone.now() + IDLE[self.origin], began + LONGEST)


class OfficeSessions(SessionStore):
    """A class of its own, because a store makes others of its kind from a key alone."""

    origin = Origin.OFFICE


STORES: dict[Origin, type[SessionStore]] = {Origin.INBOX: SessionStore, Origin.OFFICE: OfficeSessions}
