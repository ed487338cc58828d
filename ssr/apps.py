from datetime import timedelta

from django.apps import AppConfig


class SsrConfig(AppConfig):
    """The project itself: API root, health, demo and what spans all apps."""

    name = "ssr"
    verbose_name = "SSR"

    def ready(self) -> None:
        # Models can be loaded from here on, not before.
        from common import navigation
        from common import search as page_search
        from notices.outbox import access
        from notices.sender import ticks
        from records.audit import audit
        from records.jobs import jobs
        from ssr import (
            checks,  # noqa: F401  registers the system checks
            home,
            search,
        )

        navigation.leave_out_unless(home.SECTIONS.values(), home.has_own_region)
        navigation.register(
            navigation.NavItem(
                "Drift", "operations", icon="settings", order=85, visible_to=access.may_see
            )
        )
        # Notices and records are neighbours that do not know each other.
        ticks.register("records.sweep_jobs", jobs.sweep, timedelta(seconds=10))
        page_search.register(*search.KINDS)
        ticks.register("records.seal", audit.seal_new, timedelta(minutes=1))
