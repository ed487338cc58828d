"""Secrecy: what the walks through every page, form and address need to know."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from actors.models import County, User
from followup.forms import secrets as forms
from followup.models import Visit
from forums.models import Meeting
from records.models import (
    ClassifiedReference,
    NeedGrant,
    SecretAnnex,
    Undertaking,
    UndertakingRequest,
)
from records.refs import split
from tests.browser.stops import Stop
from tests.input.entries import Entry

COUNTY = {"county": "home_county.code"}
ANNEX = {"pk": "secret_annex.pk"}
MEETING = {"region": "region.slug", "pk": "secret_meeting.pk"}
VISIT = {"code": "secret_municipality.scb_code", "pk": "secret_visit.pk"}
HANDLER, SIGNER, DIRECTOR = "handlaggare", "chef.lansstyrelsen", "direktor.vallentuna"
LEADER, CALLED = "tib.lansstyrelsen", "tib.norrtalje"


def furnish(world: Any) -> None:
    """Name the demo's annex, its visit and signatures."""
    annex = SecretAnnex.objects.order_by("pk").first()
    world.found |= {
        "home_county": County.objects.get(pk="01"),
        "secret_annex": annex,
        "secret_grant": NeedGrant.objects.filter(annex=annex).first(),
        "undertaking": Undertaking.objects.order_by("pk").first(),
        "undertaking_request": UndertakingRequest.objects.filter(
            undertakings=None, asked_of__startswith="Kommundirektör"
        ).first(),
        "secret_reference": ClassifiedReference.objects.order_by("pk").first(),
        "secret_meeting": Meeting.objects.filter(agenda__is_secret=True).first(),
    }
    visit = _visit(annex)
    if visit is not None:
        world.found |= {"secret_visit": visit, "secret_municipality": visit.municipality}


def show_second_factor(client: Any, email: str) -> None:
    """Let a client have shown a second factor just now."""
    user = User.objects.get(email=email)
    app = Authenticator.objects.filter(user=user, type="totp").first()
    app = app or TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": app.pk, "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _visit(annex: SecretAnnex | None) -> Visit | None:
    if annex is not None and split(annex.about_ref)[0] == "followup.visit":
        return Visit.objects.get(pk=split(annex.about_ref)[1])
    return Visit.objects.filter(municipality__slug="vallentuna").first()


STOPS = [
    Stop("followup:secrets", DIRECTOR),
    Stop("followup:secrets", HANDLER),
    Stop("followup:secrets", "tib.norrtalje"),
    Stop("followup:undertaking_sign", DIRECTOR, {"pk": "undertaking_request.pk"}),
    Stop("followup:undertaking", DIRECTOR, {"pk": "undertaking.pk"}),
    Stop("followup:secret_access", SIGNER, ANNEX),
    Stop("followup:secret_access", HANDLER, ANNEX),
    Stop("followup:secret_incident", HANDLER, ANNEX),
    Stop("followup:secret_county", SIGNER, COUNTY),
    Stop("followup:secret_county", HANDLER, COUNTY),
    Stop("followup:visit_secrecy", HANDLER, VISIT),
    Stop("followup:visit_secrecy", DIRECTOR, VISIT),
    Stop("followup:secret_annex_new", HANDLER, VISIT),
    Stop("followup:secret_annex_new", HANDLER, VISIT, "?klass=sekretess"),
    Stop("followup:secret_reference", HANDLER, VISIT),
    Stop("followup:secret_move", HANDLER, VISIT),
    Stop("followup:meeting_secrecy", LEADER, MEETING),
    Stop("followup:meeting_secrecy", CALLED, MEETING),
    Stop("followup:meeting_annex_new", LEADER, MEETING),
    Stop("followup:meeting_annex_new", LEADER, MEETING, "?klass=sekretess"),
    Stop("followup:meeting_reference", LEADER, MEETING),
    Stop("followup:meeting_secret_move", LEADER, MEETING),
    Stop("forums:meeting", CALLED, MEETING),
    Stop("forums:begin", LEADER, MEETING),
]

NO_PAGE = {
    "followup:secret_annex": "asks for a fresh second factor; tried in the whole term's test",
    "followup:undertaking_pdf": "a file",
    "followup:secret_edit": "only with a fresh second factor and a need; tried in test_pages.py",
    "followup:secret_class": "sends on to the page on who may read",
    "followup:secret_storage": "sends on to the county's page",
    "followup:secret_incident_end": "sends on to the page on who may read",
}

POSTED = [
    Entry(
        forms.AnnexForm,
        "followup:secret_annex_new",
        VISIT,
        HANDLER,
        extra={"is_not_classified": "on", "legal_grounds": ["18:13"]},
        skip=("file", "is_not_classified"),
    ),
    Entry(forms.ReferenceForm, "followup:secret_reference", VISIT, HANDLER),
    Entry(forms.AskForm, "followup:visit_secrecy", VISIT, HANDLER),
    Entry(forms.SignForm, "followup:undertaking_sign", {"pk": "undertaking_request.pk"}, DIRECTOR),
    Entry(forms.GrantForm, "followup:secret_access", ANNEX, SIGNER),
    Entry(
        forms.ClassForm,
        "followup:secret_class",
        ANNEX,
        HANDLER,
        page="followup:secret_access",
        extra={"to_class": "restricted"},
    ),
    Entry(forms.IncidentForm, "followup:secret_incident", ANNEX, HANDLER),
    Entry(forms.StorageForm, "followup:secret_storage", COUNTY, HANDLER, "followup:secret_county"),
    Entry(forms.MoveForm, "followup:secret_move", VISIT, HANDLER),
    Entry(
        forms.AnnexForm,
        "followup:meeting_annex_new",
        MEETING,
        LEADER,
        extra={"is_not_classified": "on", "legal_grounds": ["18:13"]},
        skip=("file", "is_not_classified"),
    ),
    Entry(forms.ReferenceForm, "followup:meeting_reference", MEETING, LEADER),
    Entry(forms.AskForm, "followup:meeting_secrecy", MEETING, LEADER),
]

NOT_TRIED = {
    forms.EditAnnexForm: "the fields of AnnexForm; behind a second factor, tried in test_pages.py",
    forms.EraseForm: "needs an incident; tried in test_pages.py",
}
