"""People who sign in. What they may do hangs on the functions they hold, never on them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """Somebody who can sign in, known to others only by the functions held."""

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=120, blank=True)
    phone = models.CharField("egen telefon", max_length=20, blank=True)
    # The hash of a secret address where calendars fetch this person's shifts; empty: none.
    calendar_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # Part of what each session is signed with: raising it ends them all at their next request.
    session_round = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField("aktivt konto", default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    SCRUB: ClassVar[set[str]] = {"email", "name", "phone", "password", "calendar_hash"}

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """Return what a session must match to go on; it also ends when ``session_round`` rises."""
        return f"{self.session_round}:{super().get_session_auth_hash()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return the same for the secret keys that are being phased out."""
        for older in super().get_session_auth_fallback_hash():
            yield f"{self.session_round}:{older}"
