"""What gunicorn serves, whole before the first request: every view is imported, so that nobody waits for it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns
