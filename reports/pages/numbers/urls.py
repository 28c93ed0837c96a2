from django.urls import path

from reports.pages.numbers import views

app_name = "numbers"

urlpatterns = [
    path("toan-canh/bang-so-lieu/", views.numbers_page, name="numbers"),
    path("toan-canh/tep/", views.rates_file, name="rates_file"),
    path("toan-canh/cach-tinh/", views.rules_page, name="rules"),
]
