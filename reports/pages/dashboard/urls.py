from django.urls import path

from reports.pages.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("toan-canh/", views.dashboard_page, name="dashboard"),
    path("toan-canh/ngay-khac/", views.other_day_page, name="other_day"),
]
