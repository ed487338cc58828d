"""Keys for REST clients."""

from typing import ClassVar

from django.db import models
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A key to the API: hashed, expiring, and limited to its scopes whatever its owner may do."""

    class Scope(models.TextChoices):
        STATUS = "status:read", "Läsa lägesstatus"
        READ = "coordination:read", "Läsa samverkan (begäran, aktivering, kallelser)"
        WRITE = "coordination:write", "Skriva samverkan (begära, kvittera, sammankalla)"
        FOLLOW_UP_READ = "follow-up:read", "Läsa uppföljning (dokument, redovisningar, besök)"
        FOLLOW_UP_WRITE = "follow-up:write", "Skriva uppföljning (lämna in, svara, redovisa)"

    name = models.CharField("namn", max_length=80)
    scopes = models.JSONField("behörigheter", default=list)
    last_used_at = models.DateTimeField("senast använd", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"name", "digest", "token_key"}

    class Meta:
        verbose_name = "API-nyckel"
        verbose_name_plural = "API-nycklar"
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.name
