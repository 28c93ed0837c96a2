from django.urls import path

from reports.views import dashboard, figure, file

urlpatterns = [
    path("toan-canh/", dashboard.board, name="dashboard"),
    path("toan-canh/ngay-khac/", dashboard.other_day, name="other_day"),
    path("toan-canh/bang-so-lieu/", dashboard.numbers, name="numbers"),
    path("toan-canh/danh-sach/", figure.figure, name="figure"),
    path("toan-canh/tep/", file.rates_file, name="rates_file"),
]
