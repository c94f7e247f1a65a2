"""Users: whoever signs in. What they may do is said by `organisations`."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; there is no user name to remember."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person on staff; signs in with e-mail and password."""

    username = None  # type: ignore[assignment] # Django's way of taking an inherited field away
    email = models.EmailField(_("e-mail"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment] # makes users without a user name

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class StaffSession(AbstractBaseSession):
    """A session of one origin; `accounts.sessions` keeps it. Nothing of where or with what somebody sat is in it."""

    origin = models.CharField(max_length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from trygga.accounts.sessions import SessionStore

        return SessionStore


class Tries(models.Model):
    """The table behind Django's cache, in which tries are counted; `accounts.limits` names its rows."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
