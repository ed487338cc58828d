"""The demo's users, on the sign-in page of the demo only."""

from django import template
from django.conf import settings
from django.db.models import QuerySet

from actors.models import User

register = template.Library()


@register.simple_tag
def demo_users() -> QuerySet[User]:
    """Return who can sign in with the password ``demo``; nobody outside the demo."""
    if not settings.DEMO:
        return User.objects.none()
    return User.objects.filter(email__endswith="@demo.example", is_active=True).order_by("pk")
