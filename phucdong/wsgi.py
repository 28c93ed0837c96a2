import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from phucdong.databases import limit_queries_of_web

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucdong.settings")
limit_queries_of_web(settings.DATABASES)
application = get_wsgi_application()

# What is loaded stays until the end: not to look for garbage among it, and to look less
# often, takes a fifth off the page of a large city.
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 10, 10)
