"""What the frame of every page needs; read only if a template asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from common import banners, contact, header, navigation, sessions


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``frame``: navigation, banners, whom to ring, area, role and time."""
    now = timezone.now()
    return {
        "frame": {
            "nav": SimpleLazyObject(lambda: navigation.links_for(request)),
            "banners": SimpleLazyObject(lambda: banners.banners_for(request)),
            "contact": SimpleLazyObject(lambda: contact.contact_for(request)),
            "header": SimpleLazyObject(lambda: header.header_for(request)),
            "session_end": SimpleLazyObject(lambda: sessions.notice_for(request, now)),
            "now": now,
            "demo": settings.DEMO,
        }
    }
