from django.urls import path

from reports.views import dashboard, figure, file

urlpatterns = [
    path("toan-canh/", dashboard.board, name="dashboard"),
    path("toan-canh/danh-sach/", figure.figure, name="figure"),
    path("toan-canh/tep/", file.rates_file, name="rates_file"),
]
