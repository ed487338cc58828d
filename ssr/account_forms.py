"""Swedish words for the forms of allauth; what they do is allauth's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser

from ssr import guesses

_EMAIL = "E-postadress"
_CODE_HINT = "Sex siffror ur appen, eller en av dina reservkoder."
_NEW_PASSWORD = ("Nytt lösenord", "Minst 12 tecken. En mening går bra.")


def _word(form: forms.Form, **words: str | tuple[str, str]) -> None:
    """Give fields their label, and a hint where there is one."""
    for name, text in words.items():
        label, hint = (text, "") if isinstance(text, str) else text
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = hint


def _code_input(form: forms.Form) -> None:
    """Let the telephone offer the code."""
    form.fields["code"].widget.attrs.update(autocomplete="one-time-code")


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, login=_EMAIL, password="Lösenord")  # noqa: S106 - a label
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, email=_EMAIL)


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1=_NEW_PASSWORD, password2="Nytt lösenord igen")  # noqa: S106

    def save(self) -> None:
        """Let in whoever forgot it, tried too many, and has now shown to hold the address."""
        super().save()
        guesses.forget(context.request, action="password", account=self.user.email.lower())


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            oldpassword="Nuvarande lösenord",  # noqa: S106 - a label
            password1=_NEW_PASSWORD,
            password2="Nytt lösenord igen",  # noqa: S106 - a label
        )


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1=_NEW_PASSWORD, password2="Nytt lösenord igen")  # noqa: S106


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password="Lösenord")  # noqa: S106 - a label


class AddEmailForm(account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, email="Ny e-postadress")


class ChangeEmailForm(account.ChangeEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, email=("Ny e-postadress", "Du får ett brev dit med en länk att bekräfta."))


@contextmanager
def _few_tries(user: AbstractBaseUser) -> Iterator[None]:
    """Let a six-digit code be tried five times, then not for a quarter of an hour."""
    account = user.get_username().lower()
    if guesses.refuses(context.request, action="second_factor", account=account):
        raise get_adapter().validation_error("too_many_login_attempts")
    yield
    guesses.forget(context.request, action="second_factor", account=account)


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=("Kod", _CODE_HINT))
        _code_input(self)

    def clean_code(self) -> str:
        with _few_tries(self.user):
            return super().clean_code()


class ReauthenticateCodeForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=("Kod", _CODE_HINT))
        _code_input(self)

    def clean_code(self) -> str:
        with _few_tries(self.user):
            return super().clean_code()


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=("Kod ur appen", "Sex siffror."))
        _code_input(self)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddWebAuthnForm(keys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            name=("Namn på nyckeln", "Till exempel: Tjänstetelefonen"),
            passwordless="Logga in med bara den här nyckeln, utan lösenord",  # noqa: S106
        )
        if "passwordless" in self.fields:
            self.fields["passwordless"].initial = True


class EditWebAuthnForm(keys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, name="Namn på nyckeln")
