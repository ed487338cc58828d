"""What a page does with a document that a job makes: ask for it, give it, tell how far it is."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from records import polling
from records.files import files
from records.jobs.documents import Document, Standing, Thing
from records.models import Job

PART = "records/_document_state.html"


def shown(  # noqa: PLR0913 - the words of a page
    standing: Standing,
    *,
    url: str,
    poll: str,
    download: str,
    ask: str = "",
    again: str = "",
    name: str = "PDF",
    definite: str = "PDF:en",
    note: str = "",
    is_main: bool = False,
) -> dict[str, Any]:
    """Return the context of ``records/_document.html``.

    ``url`` gives the document and takes the wish for it, by the label ``ask``, or ``again`` when
    there is one already. A settled document is asked for only if it never was, or failed.
    """
    job = standing.job
    is_failed = job is not None and job.status == Job.Status.FAILED
    may_ask = is_failed or (ask and not (standing.is_settled and job))
    return {
        "pdf": {
            "job": job,
            "stored": standing.stored,
            "url": url,
            "poll": poll,
            "download": download,
            "name": name,
            "definite": definite,
            "note": note,
            "may_ask": may_ask and not (job and job.is_under_way),
            "ask": "Försök igen" if is_failed else again if again and standing.stored else ask,
            "kind": "primary" if is_main and not standing.stored else "quiet",
        }
    }


def ask_or_give(
    request: HttpRequest,
    document: Document[Thing],
    thing: Thing,
    want: Callable[[], object],
    *,
    to: str,
) -> HttpResponseBase:
    """Ask for the document and go back to its page, or give the newest."""
    if request.method == "POST":
        want()
        return redirect(to)
    stored = document.ready(thing)
    if stored is None:
        raise Http404
    return files.response(stored)


def state(
    request: HttpRequest,
    document: Document[Thing],
    thing: Thing,
    context: Callable[[], dict[str, Any]],
    template: str = PART,
) -> HttpResponse:
    """Answer the poll: how far the document has come."""
    return polling.fragment(
        request,
        scopes=[document.scope(thing)],
        render=lambda: render(request, template, context()),
    )
