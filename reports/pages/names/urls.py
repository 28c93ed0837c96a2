from django.urls import path

from reports.pages.names import views

app_name = "names"

urlpatterns = [path("toan-canh/danh-sach/", views.names_page, name="figure")]
