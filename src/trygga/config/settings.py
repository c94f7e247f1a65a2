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
EXIT_TARGET = environment.text("TRYGGA_EXIT_TARGET", "https://www.smhi.se/")
PROOF_BITS = environment.whole_number("TRYGGA_PROOF_BITS", 16, least=0, most=19)

# Any host reaches Django; organisations.middleware answers 404 for one that is neither the inbox nor a programme's.
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
    "trygga.audit",
    "trygga.accounts",
    "trygga.web",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "trygga.web.middleware.headers",
    "trygga.web.middleware.content_security_policy",
    "trygga.web.middleware.StaticFiles",
    "trygga.organisations.middleware.origins",
    "trygga.web.middleware.compress",
    "trygga.web.middleware.path_language",
    "trygga.web.middleware.wrong_method",
    "trygga.web.middleware.staff_sessions",
    "trygga.web.middleware.staff_language",
    "trygga.web.middleware.staff_csrf",
    "trygga.web.middleware.staff_authentication",
    # allauth insists on finding it here by name; on public pages it only looks at 404s below /accounts/.
    "allauth.account.middleware.AccountMiddleware",
    "trygga.web.middleware.sign_in_required",
    "trygga.web.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["trygga.web.template_loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "trygga.web.context.page",
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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
# Slow, never locked out: the key is account and address together (accounts.adapter), so nobody elsewhere can use up the
# tries of somebody whose e-mail they know. Many people of one office may share an address.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("TRYGGA_TRUSTED_PROXIES", 0, least=0, most=9)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# The outbox follows with the platform; until then no mail leaves, and nothing here asks for one to be sent.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# ---- cookies: staff only; public pages set none ----
HAS_TLS = INBOX_ORIGIN.startswith("https://")
SESSION_COOKIE_NAME = "__Host-inbox" if HAS_TLS else "inbox"
SESSION_COOKIE_SECURE = HAS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
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

# ---- static files ----
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "trygga.web.static_files.HashedFiles"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

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
