"""What gunicorn serves, whole before the first request: every view is imported, so that nobody waits for it."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from phucvu.web.following import follow

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns
if settings.HOME:
    follow(Path(settings.HOME))
