"""Sign-in and the account at Swedish addresses; the names are allauth's own."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from ssr.sign_out import sign_out

_reset = [
    path("", account.password_reset, name="account_reset_password"),
    path("skickat/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "klart/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        "^(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

_organisation = [
    path("avbruten/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("fel/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("inget-konto/", social.signup, name="socialaccount_signup"),
    path("kopplingar/", social.connections, name="socialaccount_connections"),
    path("<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("<slug:provider_id>/svar/", oidc.callback, name="openid_connect_callback"),
]

_keys = [
    path("", keys.list_webauthn, name="mfa_list_webauthn"),
    path("ny/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("bekrafta/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("<int:pk>/ta-bort/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("<int:pk>/namn/", keys.edit_webauthn, name="mfa_edit_webauthn"),
]

_codes = [
    path("", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("nya/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hamta/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

_security: list[URLPattern | URLResolver] = [
    path("", mfa.index, name="mfa_index"),
    path("bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("bekrafta-kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("nycklar/", include(_keys)),
    path("reservkoder/", include(_codes)),
    path("losenord/", account.password_change, name="account_change_password"),
    path("losenord/nytt/", account.password_set, name="account_set_password"),
    path("sessioner/", sessions.list_usersessions, name="usersessions_list"),
]

urlpatterns = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-in/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("logga-in/nyckel/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("logga-in/glomt-losenord/", include(_reset)),
    path("logga-in/organisation/", include(_organisation)),
    path("logga-in/inget-konto/", account.signup, name="account_signup"),
    path("logga-in/avstangt/", account.account_inactive, name="account_inactive"),
    path("logga-ut/", sign_out, name="account_logout"),
    path("min-sida/e-post/", account.email, name="account_email"),
    path(
        "min-sida/e-post/skickat/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("min-sida/e-post/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("min-sida/sakerhet/", include(_security)),
]
