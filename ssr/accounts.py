"""How people get in: by invitation only, and no faster than a person can try."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from actors.models import User
from common import limits
from ssr import guesses

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def confirm_own_address(user: User) -> None:
    """Keep allauth's list of addresses equal to the one that administrators see and change."""
    addresses = EmailAddress.objects.filter(user=user)
    if addresses.filter(email=user.email, primary=True, verified=True).exists():
        return
    addresses.delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with nobody signing up on their own."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Kontot är avstängt. Be din organisations administratör om hjälp.",
        "duplicate_email": "Adressen hör redan till ditt konto.",
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
        "email_taken": "Adressen går inte att använda.",
        "enter_current_password": "Ange ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte. Ange den som visas just nu.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "rate_limited": "För många försök. Vänta en stund.",
        "same_as_current": "Ange en annan adress än den du har.",
        "too_many_login_attempts": "För många försök. Vänta en stund och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Let in, and note that the address is the person's own: the invitation was sent there."""
        super().login(request, user)
        confirm_own_address(user)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Know the device again: from now on guesses made elsewhere do not lock it out."""
        response: HttpResponse = super().post_login(request, user, **more)
        guesses.remember_device(request, response, account=user.email.lower())
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer 429 with a page that says what to do, once the tries are used up."""
        account = credentials.get("email", "").lower()
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            raise ImmediateHttpResponse(respond_429(request)) from refused
        if guesses.refuses(request, action="password", account=account):
            raise ImmediateHttpResponse(respond_429(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Forget the tries once the password is right."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            account = credentials.get("email", "").lower()
            guesses.forget(request, action="password", account=account)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where the request comes from, an IPv4 address as such."""
        return limits.plain_address(super().get_client_ip(request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on our own address, whatever host the request claims."""
        user_id, _, token = key.partition("-")
        return _public_address("account_reset_password_from_key", uidb36=user_id, key=token)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Build the link on our own address, whatever host the request claims."""
        return _public_address("account_confirm_email", key=emailconfirmation.key)


class MFAAdapter(DefaultMFAAdapter):
    """A second factor, which stays where it is demanded."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Du måste ha minst en andra faktor. Lägg till en ny först.",
        "cannot_generate_recovery_codes": "Lägg först till en app eller en nyckel.",
        "incorrect_code": "Koden stämmer inte. Ange den som visas just nu.",
        "unverified_email": "Bekräfta din e-postadress först.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last one where a second factor is demanded."""
        if not settings.SSR_REQUIRE_MFA or authenticator.type not in SECOND_FACTORS:
            return True
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=SECOND_FACTORS
        ).exclude(pk=authenticator.pk)
        return others.exists()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the authority's own service, for accounts that exist here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


def _public_address(name: str, **kwargs: str) -> str:
    return settings.PUBLIC_URL + reverse(name, kwargs=kwargs)
