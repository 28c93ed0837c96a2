from django.urls import path

from reports.pages.years import views

app_name = "over_years"

urlpatterns = [path("toan-canh/qua-cac-nam/", views.years_page, name="years")]
