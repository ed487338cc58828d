"""Documents that jobs make: asked for, made, pointed to, and shown while they come.

A room says once what is its own of a document; its services, its pages and the job runner ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from records import pdf, versions
from records.files import files
from records.jobs import jobs
from records.models import Job, StoredFile
from records.refs import ref, split

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Standing:
    """How far a document has come: the job asked for last, and what is to be had now."""

    job: Job | None
    stored: StoredFile | None
    made: Job | None  # the job that ``stored`` came of, unless the thing itself points to it
    is_settled: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Document(Generic[Thing]):
    """A sort of document of one thing, such as the PDF of a meeting's minutes."""

    kind: str  # of its jobs, as the database keeps it
    things: QuerySet[Thing]
    draw: Callable[[Thing, Job], StoredFile]
    scope: Callable[[Thing], str]  # what a page that shows the thing listens to
    # The words of a settled thing are sealed: its document is made once.
    is_settled: Callable[[Thing], bool] = lambda thing: False
    pointer: str = ""  # the thing's field for its settled document
    counter: str = ""  # the thing's field for its latest version; else its jobs are counted
    keeps_older: bool = False  # the one before is given until the next is made

    def register(self) -> None:
        """Tell the job runner of it. Called in ``AppConfig.ready()``."""
        jobs.register(self.kind, self.make, on_done=self.ended, on_failed=self.ended)

    def want(self, thing: Thing, at: datetime) -> Job:
        """Ask for the document, in the transaction that has locked the thing.

        One under way is that one, and one that failed is tried again.
        """
        latest = self.latest(thing)
        if latest is None:
            return self.want_next(thing, at)
        if latest.status == Job.Status.FAILED:
            versions.bump(self.scope(thing))
            return jobs.retry(job_id=latest.pk, at=at)
        if latest.is_under_way or self.is_settled(thing):
            return latest
        return self.want_next(thing, at)

    def want_next(self, thing: Thing, at: datetime) -> Job:
        """Ask for a new version, whatever has been asked for before."""
        if self.counter:
            number = getattr(thing, self.counter) + 1
            setattr(thing, self.counter, number)
            thing.save(update_fields=[self.counter])
        else:
            latest = self.latest(thing)
            number = latest.version + 1 if latest else 1
        versions.bump(self.scope(thing))
        return jobs.want(kind=self.kind, object_ref=ref(thing), version=number, at=at)

    def latest(self, thing: Thing) -> Job | None:
        """Return the job that was asked for last, if any ever was."""
        found = self.jobs_of(ref(thing))
        if self.counter:
            found = found.filter(version=getattr(thing, self.counter))
        return found.first()

    def standing(self, thing: Thing) -> Standing:
        """Return how far the document has come."""
        latest, is_settled = self.latest(thing), self.is_settled(thing)
        if self.pointer and (settled := getattr(thing, self.pointer)):
            return Standing(latest, settled, None, is_settled)
        made = latest
        if self.keeps_older:
            made = self.jobs_of(ref(thing)).filter(result__isnull=False).first()
        return Standing(latest, made.result if made else None, made, is_settled)

    def ready(self, thing: Thing) -> StoredFile | None:
        """Return what whoever sees the thing may have now, on its page and in the API."""
        return self.standing(thing).stored

    def jobs_of(self, reference: str) -> QuerySet[Job]:
        """Return the jobs of a thing, the latest version first."""
        found = Job.objects.filter(kind=self.kind, object_ref=reference)
        return found.select_related("result").order_by("-version")

    def make(self, job: Job) -> StoredFile:
        """Make the document from the thing as it stands."""
        return self.draw(self.thing_of(job), job)

    def ended(self, job: Job) -> None:
        """Point the settled thing to its document, if one came, and let its page know."""
        thing = self.thing_of(job)
        is_latest = not self.counter or job.version == getattr(thing, self.counter)
        if self.pointer and job.result and is_latest and self.is_settled(thing):
            self.things.filter(pk=thing.pk).update(**{self.pointer: job.result})
        versions.bump(self.scope(thing))

    def thing_of(self, job: Job) -> Thing:
        """Return what the job makes a document of."""
        return self.things.get(pk=int(split(job.object_ref)[1]))


def store_pdf(
    template: str, context: dict[str, Any], *, name: str, identifier: bytes, at: datetime
) -> StoredFile:
    """Make a PDF and keep it; ``at`` is the time that stands in it."""
    content = pdf.render(template, {"exercise": False, **context}, identifier=identifier, at=at)
    return files.store(content, name=name, content_type="application/pdf", at=timezone.now())
