"""What is done in a case: one small form each, which asks once more and leads back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import User
from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.cases import agreeing, answer_forms, forms, queries, review, services
from followup.cases.models import Referral
from followup.cases.views import case_context, get_case

FormOf = Callable[[QueryDict | None, Referral], Form]


def _handler(user: User, case: Referral) -> None:
    access.require_handler(user, case.municipality)


def _signer(user: User, case: Referral) -> None:
    access.require_signer(user, case.municipality)


def _reviewer(user: User, _case: Referral) -> None:
    access.require_reviewer(user)


def _municipal(user: User, case: Referral) -> None:
    access.require_reporter(user, case.municipality)


def _reviewing_party(user: User, case: Referral) -> None:
    if access.reach_of(user, case.municipality).for_municipality is None:
        access.require_reviewer(user)


@dataclass(frozen=True)
class Act:
    """What the page says before something is done, who may do it, and what does it."""

    title: str
    text: str
    submit: str
    require: Callable[[User, Referral], None]
    service: Callable[..., object]
    form: FormOf = lambda data, _case: Form(data)  # without fields: it only asks once more
    more: Callable[[Referral], dict[str, Any]] = lambda _case: {}
    kind: str = "primary"  # of the button


TELL = Act(
    "Underrätta kommunen",
    "Kommunens beredskapssamordnare och ledning får bristerna, vad de kan göra och dagen som ni "
    "föreslår. Dagen är överenskommen när kommunen har godtagit den i ärendet.",
    "Skicka underrättelsen",
    _handler,
    services.tell_municipality,
    lambda data, _case: forms.TellForm(data),
)
REMEDIES = Act(
    "Vad kommunen kan göra",
    "Skriv åtgärden till varje brist. Kommunen får läsa den.",
    "Spara",
    _handler,
    services.name_remedies,
    lambda data, case: forms.RemedyForm(data, referral=case),
)
DAY = Act(
    "Svara om dagen",
    "Länsstyrelsen föreslår en dag då bristerna ska vara rättade. Godta den, eller invänd och säg "
    "vilken dag som går.",
    "Skicka svaret",
    _municipal,
    agreeing.answer_day,
    lambda data, _case: forms.DayAnswerForm(data),
)
PROPOSE_DAY = Act(
    "Föreslå en dag",
    "Kommunens egen dag blir överenskommen direkt. En annan dag svarar kommunen om på nytt.",
    "Spara dagen",
    _handler,
    agreeing.propose_day,
    lambda data, case: forms.ProposeDayForm(
        data, initial={"day": case.counter_date or case.agreed_date}
    ),
)
FORMS = Act(
    "Dialogens former",
    "MCF och kommunen bestämmer tillsammans hur de för dialog medan MCF utreder. Förslaget går "
    "till den andra parten.",
    "Skicka förslaget",
    _reviewing_party,
    agreeing.propose_forms,
    lambda data, _case: forms.FormsForm(data),
)
PREPARE = Act(
    "Lämna till underskrift",
    "Någon annan än du skriver under. Yttrandet kan inte ändras medan det väntar.",
    "Lämna till underskrift",
    _handler,
    services.prepare,
)
SIGN = Act(
    "Skriv under och skicka",
    "Yttrandet och underlaget förseglas och skickas till MCF. Kommunen får veta det.",
    "Skriv under och skicka till MCF",
    _signer,
    services.sign_and_send,
    lambda data, case: forms.SignForm(
        data,
        must_choose=queries.cutoff_on(timezone.localdate()).must_be_chosen,
        initial={"seen": case.text_version},
    ),
    lambda case: {
        "cutoff": queries.cutoff_on(timezone.localdate()),
        "content": queries.evidence(case, timezone.localdate()),
    },
)
SEND_BACK = Act(
    "Lämna tillbaka",
    "Den som har berett yttrandet får tillbaka det med ditt skäl.",
    "Lämna tillbaka",
    _signer,
    services.send_back,
    lambda data, _case: forms.ReasonForm(data),
)
DROP = Act(
    "Lägg ned ärendet",
    "Kommunen får veta att ärendet är nedlagt. Det ligger kvar i registret.",
    "Lägg ned ärendet",
    lambda user, case: _signer(user, case) if case.signed_at else _handler(user, case),
    services.drop,
    lambda data, _case: forms.ReasonForm(data),
    kind="danger",
)
REGISTER = Act(
    "Registrera hos MCF",
    "Ange MCF:s diarienummer och dagen då yttrandet kom in.",
    "Registrera",
    _reviewer,
    review.register_receipt,
    lambda data, case: forms.RegisterForm(
        data, initial={"received_date": case.received_date, "number": case.national_number}
    ),
)
MATERIAL = Act(
    "Begär underlag",
    "Kommunen får begäran med dag. Länsstyrelsen får veta det.",
    "Skicka begäran",
    _reviewer,
    review.request_material,
    lambda data, _case: forms.MaterialForm(data),
)
DECIDE = Act(
    "Anteckna MCF:s beslut",
    "Kommun och Länsstyrelse får veta att beslut finns. Beslutet kan överklagas hos regeringen.",
    "Anteckna beslutet",
    _reviewer,
    review.record_decision,
    lambda data, case: forms.DecisionForm(
        data,
        is_mended=any(not one.is_open for one in case.deficiencies.all()),
        lacks_material=not review.is_material_settled(case, timezone.localdate()),
        initial={"decided_date": timezone.localdate()},
    ),
    lambda case: {
        "cutoff": queries.cutoff_on(case.received_date) if case.received_date else None,
        "mended": [one for one in case.deficiencies.all() if not one.is_open],
    },
)
FINAL = Act(
    "Anteckna laga kraft",
    "Kommun och Länsstyrelse får veta det.",
    "Anteckna laga kraft",
    _reviewer,
    review.make_final,
    lambda data, _case: forms.FinalForm(data),
)
INVOICE = Act(
    "Anteckna faktura",
    "Fakturan om återbetalning skickas av MCF.",
    "Anteckna fakturan",
    _reviewer,
    review.record_invoice,
    lambda data, _case: forms.InvoiceForm(data),
)


@require_http_methods(["GET", "POST"])
def act(request: UserRequest, pk: int, act: Act) -> HttpResponse:
    found = get_case(request, pk)
    act.require(request.user, found)
    return form_page(
        request,
        "followup/cases/act.html",
        act.form(posted(request), found),
        lambda values: act.service(
            referral_id=found.pk, by=request.user, at=timezone.now(), **values
        ),
        to=reverse("followup:case", args=[found.pk]),
        context={"act": act, "case": found, **act.more(found)},
    )


@require_http_methods(["GET", "POST"])
def open_case(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    return form_page(
        request,
        "followup/cases/open.html",
        forms.OpenCaseForm(posted(request), municipality=municipality),
        lambda values: services.open_case(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        ),
        to=lambda opened: reverse("followup:case", args=[opened.pk]),
        context={
            **page_context.base(request, municipality, "followup:municipality_cases"),
            "has_deficiencies": queries.open_deficiencies(municipality).exists(),
            "others": queries.open_cases_on(queries.open_deficiencies(municipality)),
        },
    )


@require_http_methods(["GET", "POST"])
def reason(request: UserRequest, pk: int, step: str, ground: str = "") -> HttpResponse:
    """Say why the case goes on though one step of its gate is not met."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    shown = queries.gate_of(found, timezone.localdate()).step(ground, step)
    if shown is None:
        raise Http404
    page = {
        "title": "Skäl att gå vidare",
        "text": f"{shown.name}: {shown.found}. Skälet följer med yttrandet, och gäller det som "
        "står där nu.",
        "submit": "Spara skälet",
    }
    return form_page(
        request,
        "followup/cases/act.html",
        forms.StepReasonForm(posted(request)),
        lambda values: agreeing.give_reason(
            referral_id=found.pk,
            ground=ground,
            step=step,
            by=request.user,
            at=timezone.now(),
            **values,
        ),
        to=reverse("followup:case", args=[found.pk]),
        context={"act": page, "case": found},
    )


@require_POST
def agree_forms(request: UserRequest, pk: int, form: int) -> HttpResponse:
    """Agree to how the other side wants the dialogue to be held."""
    found = get_case(request, pk)
    _reviewing_party(request.user, found)
    agreeing.agree_forms(referral_id=found.pk, form_id=form, by=request.user, at=timezone.now())
    return redirect("followup:case", found.pk)


@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, pk: int, asked: int) -> HttpResponse:
    found = get_case(request, pk)
    access.require_reporter(request.user, found.municipality)
    wanted = get_object_or_404(found.requests, pk=asked)
    form = answer_forms.AnswerForm(posted(request), request.FILES or None)
    page = {
        "title": "Svara på MCF:s begäran",
        "text": "Svaret och filerna går till MCF. Länsstyrelsen ser dem också.",
        "submit": "Skicka svaret",
    }
    return form_page(
        request,
        "followup/cases/act.html",
        form,
        lambda values: review.answer_material(
            request_id=wanted.pk,
            text=values["text"],
            files=form.stored(timezone.now()),
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("followup:case", args=[found.pk]),
        context={"act": page, "case": found, "asked": wanted, "multipart": True},
    )


@require_POST
def say(request: UserRequest, pk: int) -> HttpResponse:
    found = get_case(request, pk)
    services.party(request.user, found)
    form = forms.MessageForm(request.POST)
    return form_page(
        request,
        "followup/cases/case.html",
        form,
        lambda values: services.add_message(
            referral_id=found.pk, by=request.user, at=timezone.now(), **values
        ),
        to=reverse("followup:case", args=[found.pk]),
        context=lambda: {**case_context(request, found), "message_form": form},
    )
