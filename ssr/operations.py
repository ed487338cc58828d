"""How the service is: one line for a load balancer, figures for a monitor, a page for people."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.requests import UserRequest
from followup.reports import deadlines as deadline_reports
from followup.services import reminders
from notices import access, ticks
from notices import reports as notice_reports
from notices.models import Heartbeat
from records import reports as record_reports

State = Literal["ok", "late", "silent"]

# An alarm is handed over within 5 s; a minute says that something is wrong, five that nobody sends.
UNSENT_LATE: Final = timedelta(seconds=60)
UNSENT_SILENT: Final = timedelta(minutes=5)
# Both beat every five seconds; an escalation may be at most 15 s late.
BEAT_LATE: Final = timedelta(seconds=15)
BEAT_SILENT: Final = timedelta(seconds=60)
# A job is swept for each minute and takes at most five.
# The worker's sign of life comes each minute by way of beat and broker.
WORKER_LATE: Final = timedelta(minutes=3)
WORKER_SILENT: Final = timedelta(minutes=15)
JOB_LATE: Final = timedelta(minutes=3)
JOB_SILENT: Final = timedelta(minutes=15)
# Seals are laid each minute.
SEAL_LATE: Final = timedelta(minutes=3)
SEAL_SILENT: Final = timedelta(minutes=10)
# Reminders are looked for each minute, and those that are due leave in the same minute.
REMINDERS_LATE: Final = timedelta(minutes=3)
REMINDERS_SILENT: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Figure:
    """One thing that is watched. ``age`` is None where nothing waits or nothing was ever seen."""

    key: str  # English, for monitors
    label: str  # Swedish, for people
    age: timedelta | None
    state: State
    says: str


def figures(at: datetime) -> list[Figure]:
    """Return everything that is watched."""
    return [
        _waiting(
            "oldest_unsent_notice",
            "Äldsta utskick som väntar",
            notice_reports.oldest_unsent(at),
            (UNSENT_LATE, UNSENT_SILENT),
        ),
        _beating("sender", "Avsändaren", at, (BEAT_LATE, BEAT_SILENT)),
        _beating("tick", "Klockan (eskalering, påminnelser)", at, (BEAT_LATE, BEAT_SILENT)),
        _ticking(
            "reminders",
            "Påminnelser om frister",
            reminders.TICK,
            at,
            (REMINDERS_LATE, REMINDERS_SILENT),
        ),
        _waiting(
            "oldest_unsent_reminder",
            "Äldsta påminnelse som väntar",
            deadline_reports.oldest_unsent(at),
            (REMINDERS_LATE, REMINDERS_SILENT),
        ),
        _beating("worker", "Dokument och import", at, (WORKER_LATE, WORKER_SILENT)),
        _waiting(
            "oldest_waiting_job",
            "Äldsta jobb som väntar",
            record_reports.oldest_waiting_job(at),
            (JOB_LATE, JOB_SILENT),
        ),
        _waiting(
            "oldest_unsealed_entry",
            "Äldsta loggpost utan försegling",
            record_reports.oldest_unsealed(at),
            (SEAL_LATE, SEAL_SILENT),
        ),
    ]


def _waiting(
    key: str, label: str, age: timedelta | None, limits: tuple[timedelta, timedelta]
) -> Figure:
    says = "inget väntar" if age is None else f"{_duration(age)} gammalt"
    return Figure(key, label, age, _state(age or timedelta(), limits), says)


def _beating(name: str, label: str, at: datetime, limits: tuple[timedelta, timedelta]) -> Figure:
    age = notice_reports.heartbeat_age(name, at)
    if age is None:
        return Figure(name, label, None, "silent", "har inte startat")
    says = f"livstecken för {_duration(age)} sedan"
    return Figure(name, label, age, _state(age, limits), says)


def _ticking(
    key: str, label: str, tick: str, at: datetime, limits: tuple[timedelta, timedelta]
) -> Figure:
    """Return how a tick is: one that comes round but fails has not done its work."""
    found = _beating(ticks.PREFIX + tick, label, at, limits)
    if found.state == "ok" and ticks.has_failed(tick):
        return Figure(key, label, found.age, "late", "försöker, men något går fel")
    return replace(found, key=key)


def _state(age: timedelta, limits: tuple[timedelta, timedelta]) -> State:
    late, silent = limits
    if age >= silent:
        return "silent"
    return "late" if age >= late else "ok"


def _duration(age: timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 120:  # noqa: PLR2004 - seconds say more than "1 min"
        return f"{seconds} s"
    minutes = seconds // 60
    hours = minutes // 60
    if hours < 2:  # noqa: PLR2004
        return f"{minutes} min"
    return f"{hours} tim" if hours < 48 else f"{hours // 24} dygn"  # noqa: PLR2004


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as long as pages and database do."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("databasen svarar inte", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
def health_deep(request: HttpRequest) -> JsonResponse:
    """Answer with every figure; 503 if anything has gone silent. Nothing here is secret."""
    now = timezone.now()
    try:
        found = figures(now)
        seal = record_reports.last_seal()
        tasks, jobs = notice_reports.tasks_open().count(), record_reports.jobs_waiting().count()
    except DatabaseError:
        return JsonResponse({"status": "silent", "database": "silent"}, status=503)
    worst = _worst(found)
    answer = {
        "status": worst,
        "at": now.isoformat(),
        **{
            figure.key: {
                "state": figure.state,
                "seconds": None if figure.age is None else round(figure.age.total_seconds(), 1),
            }
            for figure in found
        },
        "failed_notices": tasks,
        "jobs_waiting": jobs,
        # A monitor that keeps it can tell if the end of the log is cut off.
        "last_seal": seal.hash if seal else None,
    }
    return JsonResponse(answer, status=503 if worst == "silent" else 200)


def _worst(found: list[Figure]) -> State:
    states = {figure.state for figure in found}
    if "silent" in states:
        return "silent"
    return "late" if "late" in states else "ok"


@login_required
@require_safe
def operations(request: UserRequest) -> HttpResponse:
    """Show those who operate the region how the service is, and what waits for them."""
    if not access.may_see(request.user):
        raise PermissionDenied
    now = timezone.now()
    found = figures(now)
    context = {
        "figures": found,
        "worst": _worst(found),
        "counts": notice_reports.counts(),
        "task_count": notice_reports.tasks_open().count(),
        "tasks": notice_reports.tasks_open()[:20],
        "jobs": record_reports.jobs_waiting()[:20],
        "failed_jobs": record_reports.jobs_failed()[:20],
        "processes": Heartbeat.objects.order_by("name"),
        "seal": record_reports.last_seal(),
        "now": now,
    }
    return render(request, "operations/page.html", context)
