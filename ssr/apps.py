from datetime import timedelta

from django.apps import AppConfig


class SsrConfig(AppConfig):
    """The project itself: API root, health, demo and what spans all apps."""

    name = "ssr"
    verbose_name = "SSR"

    def ready(self) -> None:
        # Models can be loaded from here on, not before.
        from common import navigation
        from notices import ticks
        from records import audit, jobs
        from ssr import (
            checks,  # noqa: F401  registers the system checks
            home,
            search,
        )

        navigation.leave_out_unless(home.SECTIONS.values(), home.has_own_region)
        # Notices and records are neighbours that do not know each other.
        ticks.register("records.sweep_jobs", jobs.sweep, timedelta(seconds=10))
        search.register_kinds()
        ticks.register("records.seal", audit.seal_new, timedelta(minutes=1))
