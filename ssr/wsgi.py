"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr.settings")

application = get_wsgi_application()
# All views are imported before the first request is taken, not while somebody waits for it.
get_resolver().check()
