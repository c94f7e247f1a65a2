"""The application that a server loads. Outside a demo it refuses to start over demo keys."""

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
application = get_wsgi_application()
# The settings have read them. A server copies the environment into every request, where an error report could find it.
for secret in (
    "TRYGGA_SECRET_KEY",
    "TRYGGA_DATABASE",
    "TRYGGA_SMTP",
    "TRYGGA_SMS_AUTHORIZATION",
    "TRYGGA_OIDC_CLIENT_SECRET",
):
    os.environ.pop(secret, None)

from trygga.organisations.guards import refuse_demo_keys  # noqa: E402 - models exist only after the set-up above

refuse_demo_keys()
