"""Secrecy: what the walks through every page, form and address need to know."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from actors.models import County, User
from followup.visits.models import Visit
from forums.models import Meeting
from records.models import (
    ClassifiedReference,
    NeedGrant,
    SecretAnnex,
    Undertaking,
    UndertakingRequest,
)
from records.refs import split
from secrecy import forms
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
    Stop("secrecy:secrets", DIRECTOR),
    Stop("secrecy:secrets", HANDLER),
    Stop("secrecy:secrets", "tib.norrtalje"),
    Stop("secrecy:undertaking_sign", DIRECTOR, {"pk": "undertaking_request.pk"}),
    Stop("secrecy:undertaking", DIRECTOR, {"pk": "undertaking.pk"}),
    Stop("secrecy:secret_access", SIGNER, ANNEX),
    Stop("secrecy:secret_access", HANDLER, ANNEX),
    Stop("secrecy:secret_incident", HANDLER, ANNEX),
    Stop("secrecy:secret_county", SIGNER, COUNTY),
    Stop("secrecy:secret_county", HANDLER, COUNTY),
    Stop("secrecy:visit_secrecy", HANDLER, VISIT),
    Stop("secrecy:visit_secrecy", DIRECTOR, VISIT),
    Stop("secrecy:secret_annex_new", HANDLER, VISIT),
    Stop("secrecy:secret_annex_new", HANDLER, VISIT, "?klass=sekretess"),
    Stop("secrecy:secret_reference", HANDLER, VISIT),
    Stop("secrecy:secret_move", HANDLER, VISIT),
    Stop("secrecy:meeting_secrecy", LEADER, MEETING),
    Stop("secrecy:meeting_secrecy", CALLED, MEETING),
    Stop("secrecy:meeting_annex_new", LEADER, MEETING),
    Stop("secrecy:meeting_annex_new", LEADER, MEETING, "?klass=sekretess"),
    Stop("secrecy:meeting_reference", LEADER, MEETING),
    Stop("secrecy:meeting_secret_move", LEADER, MEETING),
    Stop("forums:meeting", CALLED, MEETING),
    Stop("forums:begin", LEADER, MEETING),
]

NO_PAGE = {
    "secrecy:secret_annex": "asks for a fresh second factor; tried in the whole term's test",
    "secrecy:undertaking_pdf": "a file",
    "secrecy:secret_edit": "only with a fresh second factor and a need; tried in test_pages.py",
    "secrecy:secret_class": "sends on to the page on who may read",
    "secrecy:secret_storage": "sends on to the county's page",
    "secrecy:secret_incident_end": "sends on to the page on who may read",
}

POSTED = [
    Entry(
        forms.AnnexForm,
        "secrecy:secret_annex_new",
        VISIT,
        HANDLER,
        extra={"is_not_classified": "on", "legal_grounds": ["18:13"]},
        skip=("file", "is_not_classified"),
    ),
    Entry(forms.ReferenceForm, "secrecy:secret_reference", VISIT, HANDLER),
    Entry(forms.AskForm, "secrecy:visit_secrecy", VISIT, HANDLER),
    Entry(forms.SignForm, "secrecy:undertaking_sign", {"pk": "undertaking_request.pk"}, DIRECTOR),
    Entry(forms.GrantForm, "secrecy:secret_access", ANNEX, SIGNER),
    Entry(
        forms.ClassForm,
        "secrecy:secret_class",
        ANNEX,
        HANDLER,
        page="secrecy:secret_access",
        extra={"to_class": "restricted"},
    ),
    Entry(forms.IncidentForm, "secrecy:secret_incident", ANNEX, HANDLER),
    Entry(forms.StorageForm, "secrecy:secret_storage", COUNTY, HANDLER, "secrecy:secret_county"),
    Entry(forms.MoveForm, "secrecy:secret_move", VISIT, HANDLER),
    Entry(
        forms.AnnexForm,
        "secrecy:meeting_annex_new",
        MEETING,
        LEADER,
        extra={"is_not_classified": "on", "legal_grounds": ["18:13"]},
        skip=("file", "is_not_classified"),
    ),
    Entry(forms.ReferenceForm, "secrecy:meeting_reference", MEETING, LEADER),
    Entry(forms.AskForm, "secrecy:meeting_secrecy", MEETING, LEADER),
]

NOT_TRIED = {
    forms.EditAnnexForm: "the fields of AnnexForm; behind a second factor, tried in test_pages.py",
    forms.EraseForm: "needs an incident; tried in test_pages.py",
}
