"""One settings file. Every value that differs between installations comes from the environment."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO

from trygga.config import environment
from trygga.web.spoken_here import SPOKEN_HERE
from trygga.web.static_headers import add_headers

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(environment.text("TRYGGA_VAR", "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEMO = environment.flag("TRYGGA_DEMO")
DEBUG = False
SECRET_KEY = environment.secret_key(is_demo=DEMO, var=VAR)

INBOX_ORIGIN = environment.origin("TRYGGA_INBOX_ORIGIN", "http://inbox.localhost:8000" if DEMO else None)
INBOX_HOST = urlsplit(INBOX_ORIGIN).hostname or ""
OFFICE_ORIGIN = environment.origin("TRYGGA_OFFICE_ORIGIN", "http://office.localhost:8000" if DEMO else None)
OFFICE_HOST = urlsplit(OFFICE_ORIGIN).hostname or ""
environment.demand_apart(TRYGGA_INBOX_ORIGIN=INBOX_HOST, TRYGGA_OFFICE_ORIGIN=OFFICE_HOST)
EXIT_TARGET = environment.text("TRYGGA_EXIT_TARGET", "https://www.smhi.se/")
PROOF_BITS = environment.whole_number("TRYGGA_PROOF_BITS", 16, least=0, most=19)

# Any host reaches Django; organisations.middleware answers 404 for one that is nobody's.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "trygga.config.urls_public"
WSGI_APPLICATION = "trygga.config.wsgi.application"

INSTALLED_APPS = [
    "trygga.ops",
    "trygga.casework",
    "trygga.concerns",
    "trygga.pages",
    "trygga.directory",
    "trygga.places",
    "trygga.organisations",
    "trygga.notifications",
    "trygga.audit",
    "trygga.accounts",
    "trygga.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # Of Wagtail what edits: no site of its own, no forms, redirects, embeds, snippets, settings.
    "wagtail.contrib.simple_translation",
    "wagtail.users",  # closed: its table is asked for with every person that Wagtail names
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "trygga.web.middleware.lean_files",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "trygga.web.middleware.headers",
    "trygga.web.middleware.content_security_policy",
    "trygga.web.middleware.StaticFiles",
    "trygga.organisations.middleware.origins",
    "trygga.web.middleware.compress",
    "trygga.web.middleware.path_language",
    "trygga.web.middleware.wrong_method",
    "trygga.accounts.middleware.staff_cookies",
    "trygga.accounts.middleware.staff_sessions",
    "trygga.web.middleware.staff_language",
    "trygga.web.middleware.staff_csrf",
    "trygga.web.middleware.staff_authentication",
    # allauth insists on finding it here by name; on public pages it only looks at 404s below /accounts/.
    "allauth.account.middleware.AccountMiddleware",
    "trygga.web.middleware.office_messages",
    "trygga.organisations.working.office_programme",
    "trygga.accounts.middleware.manners",
    "trygga.organisations.permissions.permitted",
    "trygga.web.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["trygga.web.template_loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trygga.web.context.page",
                "trygga.organisations.context.office",
            ],
        },
    }
]


# ---- data ----
def _database() -> dict[str, Any]:
    database = environment.database("TRYGGA_DATABASE", f"sqlite:///{VAR / 'trygga.sqlite3'}")
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "trygga.web.sqlite"
        database["CONN_HEALTH_CHECKS"] = False
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people ----
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "trygga.pages.policies.RolesInOffice",  # lets nobody in; answers what Wagtail asks of Django's permissions
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "trygga.accounts.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {"reset_password": "trygga.accounts.forms.AskForNewPasswordForm"}
# allauth's own would copy each address into a table of addresses that nobody has verified.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a name
PASSWORD_RESET_TIMEOUT = 60 * 60
# Slow, never locked out: the key is account and address together (accounts.adapter), so nobody elsewhere can use up the
# tries of somebody whose e-mail they know. Many people of one office may share an address. The rest: accounts.limits.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,5/10m/key"}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_tries",
        "KEY_FUNCTION": "trygga.accounts.limits.blind_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("TRYGGA_TRUSTED_PROXIES", 0, least=0, most=9)
MFA_ADAPTER = "trygga.accounts.adapter.StaffSecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from whoever invites, not from the people themselves
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "trygga.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "trygga.accounts.forms.PasskeyForm",
    "reauthenticate": "trygga.accounts.forms.ReauthenticateForm",
    "reauthenticate_webauthn": "trygga.accounts.forms.ReauthenticatePasskeyForm",
    "add_webauthn": "trygga.accounts.forms.AddPasskeyForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

# ---- what leaves: rows first, then `trygga work` ----
EMAIL_BACKEND = "trygga.notifications.backend.OutboxBackend"
SMTP = environment.mail_server("TRYGGA_SMTP", "TRYGGA_MAIL_FROM")
MAIL_FROM = environment.mail_address("TRYGGA_MAIL_FROM", "demo@localhost" if DEMO else "")
SMS = environment.sms_gateway(
    url="TRYGGA_SMS_URL",
    authorization="TRYGGA_SMS_AUTHORIZATION",
    fields="TRYGGA_SMS_FIELDS",
    accepted="TRYGGA_SMS_ACCEPTED",
    style="TRYGGA_SMS_FORMAT",
)
WEBHOOK_NETWORKS = environment.networks("TRYGGA_WEBHOOK_NETWORKS")
DELIVERY_SECONDS: float = environment.whole_number("TRYGGA_DELIVERY_SECONDS", 60, least=1, most=240)

# ---- another provider that signs people in, where one is configured ----
OIDC_ID = "provider"
OIDC_ISSUER = environment.issuer("TRYGGA_OIDC_ISSUER")
OIDC_NAME = environment.text("TRYGGA_OIDC_NAME") if OIDC_ISSUER else ""
OIDC_SECOND_FACTOR = environment.assertion("TRYGGA_OIDC_SECOND_FACTOR")
OIDC_ORIGINS = environment.origins_beside(OIDC_ISSUER, "TRYGGA_OIDC_ORIGINS")
SOCIALACCOUNT_ADAPTER = "trygga.accounts.provider_adapter.StaffProviders"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": OIDC_ID,
            "name": OIDC_NAME,
            "client_id": environment.text("TRYGGA_OIDC_CLIENT_ID"),
            "secret": environment.text("TRYGGA_OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_ISSUER},
        }
    )

# ---- cookies: staff only; public pages set none; the office's are called after it (accounts.middleware) ----
HAS_TLS = environment.have_tls(TRYGGA_INBOX_ORIGIN=INBOX_ORIGIN, TRYGGA_OFFICE_ORIGIN=OFFICE_ORIGIN)
SESSION_ENGINE = "trygga.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-inbox" if HAS_TLS else "inbox"
SESSION_COOKIE_SECURE = HAS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A cookie of its own, so that nobody's look at the sign-in page is a row in the database.
CSRF_COOKIE_NAME = "__Host-inbox-csrf" if HAS_TLS else "inbox-csrf"
CSRF_COOKIE_SECURE = HAS_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "trygga.web.views.csrf_failure"

# ---- headers ----
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("TRYGGA_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HAS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HAS_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
# "no-referrer" would make browsers send "Origin: null" on our own forms, and the same-origin check would refuse them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- languages ----
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
LANGUAGE_CODE = "en"
LANGUAGES = [(code, names["name_local"]) for code, names in SPOKEN_HERE.items()]
# Django does not know all of them.
LANG_INFO.update(SPOKEN_HERE)
LOCALE_PATHS = [PACKAGE / "locale"]

# ---- office: Wagtail edits; it does not publish (docs/adr/0010-wagtail-without-publishing.md) ----
# Below this, and nowhere else, stand Wagtail's own pages; their content security policy is one of their own.
EDITING_PATH = "/editing/"
WAGTAIL_PAGE_MODEL = "pages.Page"
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAIL_SITE_NAME = "Trygga grannar"
WAGTAILADMIN_BASE_URL = OFFICE_ORIGIN
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_FINISH_WORKFLOW_ACTION = "trygga.pages.workflows.finish"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 2 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# ---- static files ----
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    # Pictures of the office; served by a view that asks whose they are, never by the server as they lie there.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "media",
            "base_url": "/media/",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "trygga.web.static_files.HashedFiles"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["trygga.web.uploads.InMemory"]

# ---- logs: ids and places in our code, never a path, an address or content ----
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_people": {"()": "trygga.web.logs.WithoutPeople"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "without_people"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # "Not Found: /path" is a public visit in a log.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
