"""Settings of SSR: read from the environment, refusing to start unsafe.

Every variable is listed in README.md; a secret may also be given as a file named by NAME_FILE.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

from records.jobs.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent

env = FileAwareEnv()

# Everything the system itself writes while it is tried or developed.
VAR_DIR = Path(env.str("SSR_VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
# Demo users with a known password and the page /utskick/ exist only where both hold.
DEMO = env.bool("SSR_DEMO", default=False) and DEBUG

SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" if DEBUG else "")
if not SECRET_KEY or (not DEBUG and len(SECRET_KEY) < 50):
    raise ImproperlyConfigured(
        "SECRET_KEY saknas eller är kortare än 50 tecken. Sätt SECRET_KEY eller SECRET_KEY_FILE."
    )

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address people reach us at; links in messages are built from it, never from the request.
PUBLIC_URL = env.str("SSR_PUBLIC_URL", default="http://127.0.0.1:8000" if DEBUG else "").rstrip("/")
if not PUBLIC_URL:
    raise ImproperlyConfigured("SSR_PUBLIC_URL saknas, till exempel https://ssr.example.se.")

INSTALLED_APPS = [
    "demo",
    "capabilities",
    "secrecy",
    "followup",
    "activations",
    "forums",
    "actors",
    "notices",
    "records",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "guardian",
    "simple_history",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "ssr.apps.SsrConfig",
]

MIDDLEWARE = [
    "common.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "activations.middleware.UnsavedRequestMiddleware",
    "common.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.PartMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ssr.middleware.SessionActivityMiddleware",
    "ssr.middleware.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "records.files.limits.UploadLimitMiddleware",
    "actors.middleware.StandingMiddleware",
    "common.middleware.SignInMiddleware",
    "common.middleware.RuleErrorMiddleware",
]

ROOT_URLCONF = "ssr.urls"
WSGI_APPLICATION = "ssr.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.context.page",
            ],
            "builtins": ["common.templatetags.ui"],
        },
    }
]

# Rung when the database cannot tell whom to ring: shown on every page of a service out of order.
SSR_CONTACT_PHONE = env.str("SSR_CONTACT_PHONE", default="")
# The accessibility statement: who answers for the service, and when it was last assessed.
SSR_OPERATOR = env.str("SSR_OPERATOR", default="Länsstyrelsen i Stockholms län")
SSR_ACCESSIBILITY_EMAIL = env.str("SSR_ACCESSIBILITY_EMAIL", default="")
SSR_ACCESSIBILITY_ASSESSED = env.str("SSR_ACCESSIBILITY_ASSESSED", default="")
SSR_ACCESSIBILITY_UPDATED = env.str("SSR_ACCESSIBILITY_UPDATED", default="")

# --- Database -------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE a fifth to a half of concurrent writes failed, with it none.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "options": "-c statement_timeout=10000 -c lock_timeout=5000",
        # A server that is gone without a word is noticed within about ten seconds; one that is
        # frozen, by common.database.
        "connect_timeout": 3,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Lock-outs and throttles, shared by all processes: in the database, so that neither the loss of
# Redis nor its running out of room lifts one, and never emptied by being filled. Allauth knows only
# the default one; what anybody can fill without an account has a table of its own. Pages are not
# cached: whoever begins to gives them a cache of their own.
CACHES = {
    alias: {
        "BACKEND": "common.caches.LimitCache",
        "LOCATION": table,
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # more than that, and what has run out is thrown away
    }
    for alias, table in (("default", "ssr_cache"), ("limits", "ssr_limits"))
}

# --- Sign-in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "actors.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: rights hang on functions, never on "anybody"
GUARDIAN_RAISE_403 = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = (
    []
    if DEMO
    else [
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 12},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    ]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/logga-in/"
ACCOUNT_ADAPTER = "ssr.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come in by an invitation sent to the address
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "SSR: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_CHANGE_EMAIL = True
# Guesses at an account are counted by where they come from (ssr.guesses), so that nobody elsewhere
# can lock its owner out; together they are slowed down for all devices that it has not used.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/m/ip",
    "password_from_place": "10/15m/key",
    "password_from_strangers": "100/15m/key",
    "second_factor_from_place": "5/15m/key",
    "second_factor_from_strangers": "10/15m/key",
}
ACCOUNT_FORMS = {
    "login": "ssr.account_forms.LoginForm",
    "reset_password": "ssr.account_forms.ResetPasswordForm",
    "reset_password_from_key": "ssr.account_forms.ResetPasswordKeyForm",
    "change_password": "ssr.account_forms.ChangePasswordForm",
    "set_password": "ssr.account_forms.SetPasswordForm",
    "reauthenticate": "ssr.account_forms.ReauthenticateForm",
    "add_email": "ssr.account_forms.AddEmailForm",
    "change_email": "ssr.account_forms.ChangeEmailForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.split(":", 1)[0]
MFA_ADAPTER = "ssr.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "ssr.account_forms.AuthenticateForm",
    "reauthenticate": "ssr.account_forms.ReauthenticateCodeForm",
    "activate_totp": "ssr.account_forms.ActivateTOTPForm",
    "add_webauthn": "ssr.account_forms.AddWebAuthnForm",
    "edit_webauthn": "ssr.account_forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SSR"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = True
SSR_REQUIRE_MFA = env.bool("SSR_REQUIRE_MFA", default=not DEBUG)
SOCIALACCOUNT_ADAPTER = "ssr.accounts.SocialAccountAdapter"
# Invited people are known by their address, which the organisation's own service vouches for.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if env.str("SSR_OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("SSR_OIDC_NAME", default="Logga in med organisationens konto"),
                "client_id": env.str("SSR_OIDC_CLIENT_ID"),
                "secret": env.str("SSR_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.str("SSR_OIDC_SERVER_URL")},
            }
        ]
    }

SESSION_ENGINE = "common.sessions"  # in the database, and it tells when it ends
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ssr.errors.csrf_failure"

# --- Web security ---------------------------------------------------------------------------

_form_action = [SELF]
if SOCIALACCOUNT_PROVIDERS:
    # The form that starts the organisation's sign-in is sent on to its server.
    _oidc = urlsplit(env.str("SSR_OIDC_SERVER_URL"))
    _form_action.append(f"{_oidc.scheme}://{_oidc.netloc}")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": _form_action,
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PUBLIC_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = env.bool("SSR_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^halsa/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
# Reverse proxies in front of us that append to X-Forwarded-For: rate limits count real clients.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("SSR_PROXY_COUNT", default=0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# How large a file may be; a request may be that and ten more. The proxy has the same limit.
SSR_UPLOAD_MAX_MB = env.int("SSR_UPLOAD_MAX_MB", default=50)
# Where ClamAV listens: tcp://host:3310 or unix:///run/clamav/clamd.ctl. Empty: no scanner.
SSR_CLAMD = env.str("SSR_CLAMD", default="")

# --- Language, time, files ------------------------------------------------------------------

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
FIRST_DAY_OF_WEEK = 1
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
_node = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("inter/files", _node / "@fontsource" / "inter" / "files"),
]
MEDIA_ROOT = Path(env.str("SSR_MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Secret annexes -------------------------------------------------------------------------

# Fernet keys with commas between, the newest first: it wraps the data keys, the others still open.
SECRETS_KEYS = env.list("SSR_SECRETS_KEY", default=[])
if DEBUG and not SECRETS_KEYS:
    SECRETS_KEYS = ["b25seS1mb3ItZGV2ZWxvcG1lbnQtYW5kLXRlc3RzISE="]

# --- Notices --------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str(
    "SSR_FROM_EMAIL", default="Samverkan Stockholmsregionen (SSR) <ssr@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Which channel carries what: "console" only shows the message on /utskick/.
NOTICES_EMAIL_CHANNEL = env.str("SSR_EMAIL_CHANNEL", default="console" if DEBUG else "email")
# Apprise URLs, tried in turn; {address} becomes the number, {id} ours. "console" only shows.
NOTICES_SMS_URL = env.str("SSR_SMS_URL", default="console" if DEBUG else "")
NOTICES_SMS_WEBHOOK_SECRET = env.str("SSR_SMS_WEBHOOK_SECRET", default="")

# --- Celery ---------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # Longer than the longest hard time limit, or a long task would be run twice.
        "visibility_timeout": 900,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
    }
else:
    _queue = VAR_DIR / "broker"
    (_queue / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = (
        "filesystem://localhost"  # without a host kombu warns that it takes this one
    )
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_queue / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In KiB. Each document leaves a little behind: a process that has grown ends after its job.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250 * 1024
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["actors.api_access.ScopedAccess"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["common.api_filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "common.api_pages.CursorPages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "common.limits.AnonThrottle",
        "common.limits.UserThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "DEFAULT_VERSIONING_CLASS": None,
    "DATETIME_FORMAT": None,  # as they are kept: in UTC, written with Z
}
KNOX_TOKEN_MODEL = "actors.ApiToken"  # noqa: S105 - a model, no secret
# Our token model replaces knox's: without this its unused table would be made all the same, and
# its foreign key to the user stand in the way of emptying a test database.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=365),
    "SECURE_HASH_ALGORITHM": "hashlib.sha512",
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SSR – samverkan och uppföljning",
    "DESCRIPTION": "Lägesstatus, begäran, aktivering och kallelse för regional samverkan.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.api_description.leave_out_empty_defaults",
        "common.api_description.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CollectionEnum": "activations.running.serializers.COLLECTION",
        "DocumentKindEnum": "followup.models.DocumentKind",
        "LevelEnum": "actors.models.Level",
        "LevelNameEnum": "ssr.api_serializers.LEVELS",
        "MeetingKindEnum": "forums.models.Meeting.Kind",
        "MeetingStatusEnum": "forums.models.Meeting.Status",
        "ModeEnum": "forums.modes.MODES",
        "OverviewPartEnum": "followup.overview.api.PARTS",
        "OverviewStateEnum": "followup.overview.api.STATES",
        "PartEnum": "followup.models.Part",
    },
}

# --- Logs -----------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "common.logs.configure"
LOGGING = {"level": LOG_LEVEL, "json": not DEBUG}

SILENCED_SYSTEM_CHECKS: list[str] = []

# The demonstration takes the easy defaults of development and shows the error pages of use.
if DEMO:
    DEBUG = False
