from django.urls import path

from reports.frozen import views

app_name = "frozen"

urlpatterns = [
    path("so-lieu-da-chot/", views.frozen_list_page, name="frozen_reports"),
    path("so-lieu-da-chot/chot/", views.freeze_page, name="freeze"),
    path("so-lieu-da-chot/<int:pk>/", views.frozen_report_page, name="frozen_report"),
    path(
        "so-lieu-da-chot/<int:pk>/danh-sach/",
        views.frozen_names_page,
        name="frozen_figure",
    ),
    path(
        "so-lieu-da-chot/<int:pk>/hom-nay/",
        views.frozen_today_page,
        name="frozen_today",
    ),
    path("so-lieu-da-chot/<int:pk>/tep/", views.frozen_file, name="frozen_file"),
]
