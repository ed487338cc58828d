"""A county that keeps secret annexes, a visit, and everybody around it."""

import io
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from actors.models import User
from followup.terms.models import CountySetting, ElectoralTerm
from followup.visits.models import Visit, VisitPlan
from records.models import NeedGrant, SecretAnnex, Undertaking, UndertakingRequest
from records.refs import ref
from records.secrets import annexes
from records.secrets.undertaking_texts import VERSION, text_of
from tests.followup.worlds import World

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AWAY = date(2099, 12, 31)
CANARY = "KANARIEFÅGEL"


def a_pdf(words: str = "Plan") -> bytes:
    """Return a document of one page with the words in its title, not packed."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Title"] = words
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


PDF = a_pdf()


class Scene(World):
    """The follow-up's world where secrets are kept, with a visit."""

    def __init__(self, *, code: str = "01", stores: bool = True) -> None:
        super().__init__(code=code, municipality=f"Kommunen {code}")
        CountySetting.objects.create(
            county=self.county,
            key="store_secret_annexes",
            value=stores,
            valid_from=date(2020, 1, 1),
            reason="Efter egen analys",
            set_by="Systemförvaltare",
            set_at=LONG_AGO,
        )
        term, _ = ElectoralTerm.objects.get_or_create(
            election_date=date(2022, 9, 11), defaults={"source": "vallagen"}
        )
        plan = VisitPlan.objects.create(county=self.county, term=term)
        self.visit = Visit.objects.create(
            plan=plan,
            municipality=self.municipality,
            year=2026,
            quarter=4,
            handler=self.function_of(self.handler),
        )
        self.about_ref = ref(self.visit)

    def function_of(self, user: User) -> Any:
        return user.appointments.get().function

    def annex(self, *, at: datetime = AT, **values: Any) -> SecretAnnex:
        """Return an annex that the handler has written."""
        given = {
            "about_ref": self.about_ref,
            "legal_grounds": ["18:13"],
            "title": f"{CANARY} rubrik",
            "body": f"{CANARY} text",
        } | values
        return annexes.create_annex(by=self.handler, at=at, **given)

    def signed(self, user: User, *, at: datetime = LONG_AGO, **values: Any) -> Undertaking:
        """Return an undertaking that covers everything the visit has of 18:13."""
        scope = {
            "county_code": self.county.pk,
            "about_ref": self.about_ref,
            "legal_grounds": ["18:13"],
            "valid_to": FAR_AWAY,
        } | {k: v for k, v in values.items() if k in _SCOPE}
        asked = UndertakingRequest.objects.create(
            asked_of_ref=ref(self.function_of(user)),
            asked_of=str(self.function_of(user)),
            what="Uppföljningsbesök",
            text_version=VERSION,
            asked_at=at,
            asked_by="Handläggare",
            **scope,
        )
        rest = {k: v for k, v in values.items() if k not in _SCOPE}
        return Undertaking.objects.create(
            request=asked,
            person=user,
            signed_as=asked.asked_of,
            text=text_of(asked),
            text_version=VERSION,
            **({"signed_at": at} | scope | rest),
        )

    def granted(self, user: User, annex: SecretAnnex, **values: Any) -> NeedGrant:
        """Return a need to read that the signer has granted for good."""
        by = self.signer if user != self.signer else self.other_handler
        given = {
            "annex": annex,
            "person": user,
            "person_as": str(self.function_of(user)),
            "motivation": "Behövs för besöket",
            "granted_by": by,
            "granted_as": "Länsöverdirektör",
            "granted_at": LONG_AGO,
            "starts_at": LONG_AGO,
            "ends_at": datetime(2099, 1, 1, tzinfo=UTC),
        } | values
        return NeedGrant.objects.create(**given)


_SCOPE = {"county_code", "about_ref", "legal_grounds", "valid_to"}


def signed_in(user: User) -> Client:
    """Return a client of somebody who has signed in without a second factor."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def enrolled(user: User) -> Authenticator:
    """Return the person's app for codes."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found or TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance


def with_factor(user: User, *, age: timedelta = timedelta(), kind: str = "totp") -> Client:
    """Return a client of somebody who showed a second factor that long ago."""
    client = signed_in(user)
    app = enrolled(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {
            "method": "mfa",
            "type": kind,
            "id": app.pk,
            "at": (timezone.now() - age).timestamp(),
        },
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def reader_of(scene: Scene, user: User, annex: SecretAnnex) -> Client:
    """Return a client of somebody who has everything that reading takes."""
    scene.signed(user)
    scene.granted(user, annex)
    return with_factor(user)
