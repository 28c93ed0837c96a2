from django.urls import path

from reports.frozen import freeze_views as freezing
from reports.frozen import views as frozen
from reports.pages.dashboard import views as dashboard
from reports.pages.exemptions import views as exemptions
from reports.pages.names import views as figure
from reports.pages.numbers import file_views as file
from reports.pages.numbers import rules_views as rules
from reports.pages.years import views as years

urlpatterns = [
    path("toan-canh/", dashboard.board, name="dashboard"),
    path("toan-canh/ngay-khac/", dashboard.other_day, name="other_day"),
    path("toan-canh/bang-so-lieu/", dashboard.numbers, name="numbers"),
    path("toan-canh/danh-sach/", figure.figure, name="figure"),
    path("toan-canh/mien/", exemptions.board, name="exemption_board"),
    path("toan-canh/mien/danh-sach/", exemptions.names, name="exemption_names"),
    path("toan-canh/tep/", file.rates_file, name="rates_file"),
    path("toan-canh/qua-cac-nam/", years.years, name="years"),
    path("toan-canh/cach-tinh/", rules.rules, name="rules"),
    path("so-lieu-da-chot/", frozen.reports, name="frozen_reports"),
    path("so-lieu-da-chot/chot/", freezing.freeze, name="freeze"),
    path("so-lieu-da-chot/<int:pk>/", frozen.report, name="frozen_report"),
    path("so-lieu-da-chot/<int:pk>/danh-sach/", frozen.figure, name="frozen_figure"),
    path("so-lieu-da-chot/<int:pk>/hom-nay/", frozen.today, name="frozen_today"),
    path("so-lieu-da-chot/<int:pk>/tep/", file.frozen_file, name="frozen_file"),
]
