from django.urls import path

from reports.pages.names import views

urlpatterns = [path("toan-canh/danh-sach/", views.names_page, name="figure")]
