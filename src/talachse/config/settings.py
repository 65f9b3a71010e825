"""All settings in one file. What differs between installations comes from :mod:`talachse.config.env`."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.messages import constants as messages
from django.utils.csp import CSP

from talachse.config import env

PACKAGE = Path(__file__).resolve().parents[1]
TESTING = "pytest" in sys.modules

# The test-suite must not touch an installation's own folder.
VAR = Path(tempfile.mkdtemp(prefix="talachse-test-")) if TESTING else env.VAR_DIR

DEBUG = env.DEBUG
SECRET_KEY = "test" * 16 if TESTING else env.secret("django")
ALLOWED_HOSTS = env.ALLOWED_HOSTS
ROOT_URLCONF = "talachse.config.urls"
WSGI_APPLICATION = "talachse.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours first: our templates win over those of the same name in libraries.
    "talachse.ui",
    "talachse.jobs",
    "talachse.audit",
    "talachse.documents",
    "talachse.accounts",
    "talachse.people",
    "talachse.intake",
    "talachse.offers",
    "talachse.placements",
    "talachse.applications",
    "talachse.entitlement",
    "talachse.health",
    "talachse.cases",
    "talachse.agreement",
    "talachse.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_tasks_db",
]

MIDDLEWARE = [
    "talachse.accounts.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "talachse.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "talachse.accounts.middleware.LastSeenMiddleware",
    "talachse.accounts.middleware.ActorMiddleware",
    "talachse.accounts.middleware.GuardMiddleware",
    "talachse.ui.middleware.BusyMiddleware",
]

# The kinds of an alert (ui/components/alert.html); Django says "error" where the design system says "danger".
MESSAGE_TAGS = {messages.ERROR: "danger"}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "talachse.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "talachse.ui.templatetags.ui",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "talachse.config.sqlite",
            "NAME": VAR / "talachse.sqlite3",
            # As Django does it by itself; parallel tests know that only of Django's own engine.
            "TEST": {"NAME": ":memory:"},
            # A fresh connection reads the whole schema again, and the last one to close folds the WAL in: keep them.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # IMMEDIATE: of 1,600 concurrent read-modify-writes WAL alone lost 810, with it none.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged write survives power loss (0.28 ms a commit).
                # mmap_size (bytes): pages are read where the system holds them, once for all connections. With the 2 MB that each
                # connection holds by itself a search through 10,000 offers copied the whole table anew: twice the time.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(env.DATABASE_URL)}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    # Shared by all web processes, so that rate limits count what they should.
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "talachse_cache"}
}
TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/arbeit/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Computers of a provider are shared: a session ends with the browser, after ten hours at the latest.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "talachse.accounts.forms.LoginForm",
    "reset_password": "talachse.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "talachse.accounts.forms.ResetPasswordKeyForm",
    "change_password": "talachse.accounts.forms.ChangePasswordForm",
    "reauthenticate": "talachse.accounts.forms.ReauthenticateForm",
}
ACCOUNT_ADAPTER = "talachse.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip", "login": "30/m/ip", "reset_password": "5/h/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True

SESSION_COOKIE_AGE = int(dt.timedelta(hours=10).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if env.HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "talachse.ui.errors.csrf_failed"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the design system masks its icons with data: images
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}

LANGUAGE_CODE = "de"
# "de-ls" is Leichte Sprache: its own catalogue where one exists, German elsewhere.
LANGUAGES = [("de", "Deutsch"), ("de-ls", "Leichte Sprache"), ("en", "English")]
LOCALE_PATHS = [VAR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["talachse.ui.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "talachse.ui.finders.KernFinder",
    "talachse.ui.finders.FontFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# Mail leaves through gateways.mail; what a library sends past it stays in memory.
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = env.MAIL_FROM

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "talachse.ui.logs.Discreet", "fmt": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"talachse": {"level": "INFO"}},
}

# What the city sets itself
TALACHSE_DEMO = env.DEMO
TALACHSE_PUBLIC_URL = env.PUBLIC_URL or f"http://{env.HOST}:{env.PORT}"
TALACHSE_CITY_NAME = env.CITY_NAME
TALACHSE_JOBCENTER_NAME = env.JOBCENTER_NAME
TALACHSE_CONTACT_MAIL = env.CONTACT_MAIL
TALACHSE_OFFICE_MAILS = env.OFFICE_MAILS
TALACHSE_OPERATOR = env.OPERATOR
TALACHSE_VAR = VAR
TALACHSE_ENGINE = env.ENGINE_DIR
# Seals the answers of the check on their way through the browser; a new one makes open pages and printed links void.
TALACHSE_CHECK_SECRET = "test" * 16 if TESTING else env.secret("check")
TALACHSE_API_PER_MINUTE = env.API_PER_MINUTE
TALACHSE_AGREEMENT_FILE = env.AGREEMENT_FILE
# mail gateway: console | file | smtp
TALACHSE_MAIL = env.MAIL
TALACHSE_SMTP = {
    "host": env.SMTP_HOST,
    "port": env.SMTP_PORT,
    "user": env.SMTP_USER,
    "password": env.SMTP_PASSWORD,
    "starttls": env.SMTP_STARTTLS,
}
# The one switch that lets the test-suite flush tables: then the refusing triggers of the journal stand aside.
TALACHSE_JOURNAL_MAY_BE_FLUSHED = False
