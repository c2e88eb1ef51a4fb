"""What gunicorn serves. Nothing here opens the lake: workers are forked from this process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
application = get_wsgi_application()
