"""What is done in a case: one small form each, which asks once more and leads back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import local
from common.errors import RuleError
from common.forms import add_refusal, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms import case_answers
from followup.forms import cases as forms
from followup.models import Referral
from followup.reports import cases as reports
from followup.services import cases as services
from followup.services import review
from followup.views.cases import get_case, show
from records.forms import new_key, once


@dataclass(frozen=True)
class Act:
    """What the page says before something is done."""

    title: str
    text: str
    submit: str
    kind: str = "primary"  # of the button


TELL = Act(
    "Underrätta kommunen",
    "Kommunens beredskapssamordnare och ledning får bristerna, vad de kan göra och dagen som ni "
    "har kommit överens om. Ärendet ligger kvar här tills dagen har gått.",
    "Skicka underrättelsen",
)
REMEDIES = Act(
    "Vad kommunen kan göra",
    "Skriv åtgärden till varje brist. Kommunen får läsa den.",
    "Spara",
)
PREPARE = Act(
    "Lämna till underskrift",
    "Någon annan än du skriver under. Yttrandet kan inte ändras medan det väntar.",
    "Lämna till underskrift",
)
SIGN = Act(
    "Skriv under och skicka",
    "Yttrandet och underlaget förseglas och skickas till MCF. Kommunen får veta det.",
    "Skriv under och skicka till MCF",
)
SEND_BACK = Act(
    "Lämna tillbaka",
    "Den som har berett yttrandet får tillbaka det med ditt skäl.",
    "Lämna tillbaka",
)
DROP = Act(
    "Lägg ned ärendet",
    "Kommunen får veta att ärendet är nedlagt. Det ligger kvar i registret.",
    "Lägg ned ärendet",
    kind="danger",
)
REGISTER = Act(
    "Registrera hos MCF",
    "Ange MCF:s diarienummer och dagen då yttrandet kom in.",
    "Registrera",
)
MATERIAL = Act(
    "Begär underlag",
    "Kommunen får begäran med dag. Länsstyrelsen får veta det.",
    "Skicka begäran",
)
ANSWER = Act(
    "Svara på MCF:s begäran",
    "Svaret och filerna går till MCF. Länsstyrelsen ser dem också.",
    "Skicka svaret",
)
DECIDE = Act(
    "Anteckna MCF:s beslut",
    "Kommun och Länsstyrelse får veta att beslut finns. Beslutet kan överklagas hos regeringen.",
    "Anteckna beslutet",
)
FINAL = Act("Anteckna laga kraft", "Kommun och Länsstyrelse får veta det.", "Anteckna laga kraft")
INVOICE = Act("Anteckna faktura", "Fakturan om återbetalning skickas av MCF.", "Anteckna fakturan")


@login_required
@require_http_methods(["GET", "POST"])
@once
def open_case(request: UserRequest, code: str) -> HttpResponse:
    """Begin to consider an opinion on a municipality."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    form = forms.OpenCaseForm(posted(request), municipality=municipality)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                opened = services.open_case(
                    municipality_id=municipality.pk,
                    grounds=form.cleaned_data["grounds"],
                    deficiency_ids=[found.pk for found in form.cleaned_data["deficiencies"]],
                    by=request.user,
                    at=timezone.now(),
                )
            except RuleError as refused:
                status = 409
                add_refusal(form, refused)
            else:
                return redirect("followup:case", opened.pk)
    context = {
        **frame.base(request, municipality, "followup:municipality_cases"),
        "form": form,
        "form_key": new_key(),
        "has_deficiencies": reports.open_deficiencies(municipality).exists(),
    }
    return render(request, "followup/case_open.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def tell(request: UserRequest, pk: int) -> HttpResponse:
    """Tell the municipality."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    form = forms.TellForm(posted(request))
    return _ask_and_do(request, TELL, found, form, services.tell_municipality)


@login_required
@require_http_methods(["GET", "POST"])
@once
def remedies(request: UserRequest, pk: int) -> HttpResponse:
    """Say what the municipality can do about each deficiency."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    form = forms.RemedyForm(posted(request), referral=found)

    def do(**_: Any) -> Referral:
        return services.name_remedies(
            referral_id=found.pk, remedies=form.remedies(), by=request.user, at=timezone.now()
        )

    return _ask_and_do(request, REMEDIES, found, form, do)


@login_required
@require_http_methods(["GET", "POST"])
@once
def prepare(request: UserRequest, pk: int) -> HttpResponse:
    """Put the opinion before the one who signs."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    return _ask_and_do(request, PREPARE, found, _nothing(request), services.prepare)


@login_required
@require_http_methods(["GET", "POST"])
@once
def sign(request: UserRequest, pk: int) -> HttpResponse:
    """Read the opinion once more, sign it and send it."""
    found = get_case(request, pk)
    access.require_signer(request.user, found.municipality)
    today = local(timezone.now()).date()
    cutoff = reports.cutoff_on(today)
    form = forms.SignForm(
        posted(request),
        must_choose=cutoff.must_be_chosen,
        initial={"seen": found.text_version},
    )
    more = {"cutoff": cutoff, "content": reports.evidence(found, today)}
    return _ask_and_do(request, SIGN, found, form, services.sign_and_send, more)


@login_required
@require_http_methods(["GET", "POST"])
@once
def send_back(request: UserRequest, pk: int) -> HttpResponse:
    """Return the opinion to the one who prepared it."""
    found = get_case(request, pk)
    access.require_signer(request.user, found.municipality)
    form = forms.ReasonForm(posted(request))
    return _ask_and_do(request, SEND_BACK, found, form, services.send_back)


@login_required
@require_http_methods(["GET", "POST"])
@once
def drop(request: UserRequest, pk: int) -> HttpResponse:
    """End the case without a decision."""
    found = get_case(request, pk)
    if found.signed_at:
        access.require_signer(request.user, found.municipality)
    else:
        access.require_handler(request.user, found.municipality)
    return _ask_and_do(request, DROP, found, forms.ReasonForm(posted(request)), services.drop)


@login_required
@require_http_methods(["GET", "POST"])
@once
def register(request: UserRequest, pk: int) -> HttpResponse:
    """Register the opinion at MSB/MCF."""
    found = get_case(request, pk)
    access.require_reviewer(request.user)
    initial = {"received_date": found.received_date, "number": found.national_number}
    form = forms.RegisterForm(posted(request), initial=initial)
    return _ask_and_do(request, REGISTER, found, form, review.register_receipt)


@login_required
@require_http_methods(["GET", "POST"])
@once
def material(request: UserRequest, pk: int) -> HttpResponse:
    """Ask the municipality for material."""
    found = get_case(request, pk)
    access.require_reviewer(request.user)
    form = forms.MaterialForm(posted(request))
    return _ask_and_do(request, MATERIAL, found, form, review.request_material)


@login_required
@require_http_methods(["GET", "POST"])
@once
def answer(request: UserRequest, pk: int, asked: int) -> HttpResponse:
    """Give MSB/MCF what it asked for."""
    found = get_case(request, pk)
    access.require_reporter(request.user, found.municipality)
    wanted = get_object_or_404(found.requests, pk=asked)
    files = request.FILES if request.method == "POST" else None
    form = case_answers.AnswerForm(posted(request), files)

    def do(**_: Any) -> object:
        return review.answer_material(
            request_id=wanted.pk,
            text=form.cleaned_data["text"],
            files=form.stored(timezone.now()),
            by=request.user,
            at=timezone.now(),
        )

    return _ask_and_do(request, ANSWER, found, form, do, {"asked": wanted, "multipart": True})


@login_required
@require_http_methods(["GET", "POST"])
@once
def decide(request: UserRequest, pk: int) -> HttpResponse:
    """Record the decision that MSB/MCF has taken."""
    found = get_case(request, pk)
    access.require_reviewer(request.user)
    form = forms.DecisionForm(
        posted(request), initial={"decided_date": local(timezone.now()).date()}
    )
    more = {"cutoff": reports.cutoff_on(found.received_date)} if found.received_date else {}
    return _ask_and_do(request, DECIDE, found, form, review.record_decision, more)


@login_required
@require_http_methods(["GET", "POST"])
@once
def final(request: UserRequest, pk: int) -> HttpResponse:
    """Record that the decision is final."""
    found = get_case(request, pk)
    access.require_reviewer(request.user)
    form = forms.FinalForm(posted(request))
    return _ask_and_do(request, FINAL, found, form, review.make_final)


@login_required
@require_http_methods(["GET", "POST"])
@once
def invoice(request: UserRequest, pk: int) -> HttpResponse:
    """Record the invoice."""
    found = get_case(request, pk)
    access.require_reviewer(request.user)
    form = forms.InvoiceForm(posted(request))
    return _ask_and_do(request, INVOICE, found, form, review.record_invoice)


@login_required
@require_POST
@once
def say(request: UserRequest, pk: int) -> HttpResponse:
    """Say something to the other parties."""
    found = get_case(request, pk)
    services.party(request.user, found)
    form = forms.MessageForm(request.POST)
    if not form.is_valid():
        return show(request, found, message=form, status=422)
    try:
        services.add_message(
            referral_id=found.pk,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as refused:
        add_refusal(form, refused)
        return show(request, found, message=form, status=409)
    return redirect("followup:case", found.pk)


def _ask_and_do(
    request: UserRequest,
    act: Act,
    found: Referral,
    form: django_forms.Form,
    service: Callable[..., Any],
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and right, carry out the act and go back to the case."""
    message, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                service(referral_id=found.pk, by=request.user, at=timezone.now(), **values)
            except RuleError as refused:
                message, status = refused.message, 409
                if refused.field in form.fields:
                    form.add_error(refused.field, refused.message)
                    message = ""
            else:
                return redirect("followup:case", found.pk)
    context = {
        "act": act,
        "case": found,
        "form": form,
        "message": message,
        "form_key": new_key(),
        **(more or {}),
    }
    return render(request, "followup/case_act.html", context, status=status)


def _nothing(request: HttpRequest) -> django_forms.Form:
    """Return a form without fields, for acts that only ask once more."""
    return django_forms.Form(posted(request))
