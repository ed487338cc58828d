"""How the service is: one line for a load balancer, figures for a monitor, a page for people."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import Error as DriverError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.database import answers_within
from common.requests import UserRequest
from followup.deadlines import queries as deadlines
from followup.deadlines.ladders import reminders
from notices.models import Heartbeat
from notices.outbox import access
from notices.outbox import queries as notices
from notices.sender import ticks
from records.jobs import queries as jobs

State = Literal["ok", "late", "silent"]

# Whoever asks how we are waits four or five seconds, and then thinks that we are gone.
PATIENCE: Final = 3.0

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


# What gives a sign of life, in the words of those who look after it.
PROCESSES: Final = {
    "sender": "Avsändaren",
    "tick": "Klockan",
    "worker": "Dokument och import",
}
CHORES: Final = {
    "escalation": "Eskalering av begäran",
    "chase_summonses": "Påminnelser om kallelser",
    "directions_awaited": "Påminnelser om egna beslut",
    "late_alarms": "Varning om larm som inte gått iväg",
    "actors.groups": "Behörigheter efter uppdrag",
    "actors.gaps": "Varning om luckor i beredskapen",
    "records.sweep_jobs": "Jobb som blivit liggande",
    "records.seal": "Försegling av loggen",
    "followup.reminders": "Påminnelser om frister",
    "followup.reminder_watch": "Vakt över påminnelserna",
    "term_documents": "Mandatperiodens dokument",
    "year_two": "Uppföljning av dokument år två",
    "annual_reports": "Årliga redovisningar",
    "lay_review_deadlines": "Frister för granskning av ekonomi",
    "visit_packs": "Underlag inför besök",
}


@dataclass(frozen=True)
class Process:
    """What gives a sign of life, and when it last did."""

    label: str
    beat_at: datetime
    detail: str


def processes() -> list[Process]:
    """Return everything that has given a sign of life, named as those who look after it do."""
    found = []
    for row in Heartbeat.objects.order_by("name"):
        chore = row.name.removeprefix(ticks.PREFIX)
        label = (PROCESSES if chore == row.name else CHORES).get(chore, "Annan syssla")
        found.append(Process(label, row.beat_at, row.detail))
    return sorted(found, key=lambda one: one.label)


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
            notices.oldest_unsent(at),
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
            deadlines.oldest_unsent(at),
            (REMINDERS_LATE, REMINDERS_SILENT),
        ),
        _beating("worker", "Dokument och import", at, (WORKER_LATE, WORKER_SILENT)),
        _waiting(
            "oldest_waiting_job",
            "Äldsta jobb som väntar",
            jobs.oldest_waiting_job(at),
            (JOB_LATE, JOB_SILENT),
        ),
        _waiting(
            "oldest_unsealed_entry",
            "Äldsta loggpost utan försegling",
            jobs.oldest_unsealed(at),
            (SEAL_LATE, SEAL_SILENT),
        ),
    ]


def _waiting(
    key: str, label: str, age: timedelta | None, limits: tuple[timedelta, timedelta]
) -> Figure:
    says = "inget väntar" if age is None else f"{_duration(age)} gammalt"
    return Figure(key, label, age, _state(age or timedelta(), limits), says)


def _beating(name: str, label: str, at: datetime, limits: tuple[timedelta, timedelta]) -> Figure:
    age = notices.heartbeat_age(name, at)
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


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as long as pages and database do."""
    try:
        with answers_within(PATIENCE), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DriverError:
        return HttpResponse("databasen svarar inte", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def health_deep(request: HttpRequest) -> JsonResponse:
    """Answer with every figure; 503 if anything has gone silent. Nothing here is secret."""
    now = timezone.now()
    try:
        with answers_within(PATIENCE):
            found = figures(now)
            seal = jobs.last_seal()
            failed, waiting = notices.tasks_open().count(), jobs.jobs_waiting().count()
    except DriverError:
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
        "failed_notices": failed,
        "jobs_waiting": waiting,
        # A monitor that keeps it can tell if the end of the log is cut off.
        "last_seal": seal.hash if seal else None,
    }
    return JsonResponse(answer, status=503 if worst == "silent" else 200)


def _worst(found: list[Figure]) -> State:
    states = {figure.state for figure in found}
    if "silent" in states:
        return "silent"
    return "late" if "late" in states else "ok"


@require_safe
def operations(request: UserRequest) -> HttpResponse:
    """Show those who operate the region how the service is, and what waits for them."""
    if not access.may_see(request.user):
        raise PermissionDenied
    now = timezone.now()
    found = figures(now)
    mine = access.visible_to(request.user)
    tasks = notices.tasks_open(mine)
    context = {
        "figures": found,
        "worst": _worst(found),
        "counts": notices.counts(mine),
        "task_count": tasks.count(),
        "tasks": tasks[:20],
        "jobs": jobs.jobs_waiting()[:20],
        "failed_jobs": jobs.jobs_failed()[:20],
        "processes": processes(),
        "seal": jobs.last_seal(),
        "now": now,
    }
    return render(request, "operations/page.html", context)
