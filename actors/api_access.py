"""Who gets into the API: a signed-in person, or a key within its scopes."""

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.permissions import BasePermission

from actors.models import ApiToken
from common.errors import MISSING_SCOPE

if TYPE_CHECKING:
    # REST framework loads this module while its own views are being loaded.
    from rest_framework.request import Request
    from rest_framework.views import APIView

READING = {"GET", "HEAD", "OPTIONS"}


class ScopedAccess(BasePermission):
    """Let through what the key's scopes name; what the person may do is checked by services.

    A view tells its scopes in ``read_scope`` and ``write_scope`` (coordination by default).
    """

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        token = request.auth
        if not isinstance(token, ApiToken):
            return True  # signed in with a session: the person's own rights
        if request.method in READING:
            wanted = getattr(view, "read_scope", ApiToken.Scope.READ)
        else:
            wanted = getattr(view, "write_scope", ApiToken.Scope.WRITE)
        self.message = f"Nyckeln saknar behörigheten {wanted}. Skaffa en ny på Min sida."
        self.code = MISSING_SCOPE
        now = timezone.now()
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 300:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return wanted in token.scopes
