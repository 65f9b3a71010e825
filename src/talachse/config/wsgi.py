"""Entry point of the web server."""

import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
django.setup()
# All views, forms and reports: loaded while the launcher still makes tables and static files.
import_module("talachse.config.urls")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the setup it stands on

from talachse.config.prepare import STARTING, locked  # noqa: E402

with locked(STARTING, shared=True):
    application = get_wsgi_application()
