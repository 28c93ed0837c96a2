import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from phucdong.databases import limit_queries_of_web
from phucdong.garbage import look_less_often

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucdong.settings")
limit_queries_of_web(settings.DATABASES)
application = get_wsgi_application()
look_less_often()
