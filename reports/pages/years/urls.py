from django.urls import path

from reports.pages.years import views

urlpatterns = [path("toan-canh/qua-cac-nam/", views.years_page, name="years")]
