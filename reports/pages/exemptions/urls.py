from django.urls import path

from reports.pages.exemptions import views

app_name = "exemption_figures"

urlpatterns = [
    path("toan-canh/mien/", views.exemption_board_page, name="exemption_board"),
    path(
        "toan-canh/mien/danh-sach/",
        views.exemption_names_page,
        name="exemption_names",
    ),
]
