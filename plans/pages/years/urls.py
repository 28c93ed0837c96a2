from django.urls import path

from plans.pages.years import closing_views, views

app_name = "years"

urlpatterns = [
    path("nam-ke-hoach/", views.cycles_page, name="cycles"),
    path(
        "nam-ke-hoach/mo/<int:committee_pk>/<int:year>/",
        views.open_year_page,
        name="open_year",
    ),
    path("nam-ke-hoach/<int:pk>/", views.year_page, name="year"),
    path("nam-ke-hoach/<int:pk>/bo/", views.remove_year_page, name="remove_year"),
    path("nam-ke-hoach/<int:pk>/dong/", closing_views.close_page, name="close_year"),
    path(
        "nam-ke-hoach/<int:pk>/mo-lai/",
        closing_views.reopen_page,
        name="reopen_year",
    ),
]
