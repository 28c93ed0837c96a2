from django.urls import path

from plans.pages.control import follow_up_views, views

app_name = "control"

urlpatterns = [
    path("kiem-soat/", views.control_page, name="control"),
    path("kiem-soat/soan/", views.compose_page, name="control_compose"),
    path("kiem-soat/gui/", views.send_act, name="control_send"),
    path(
        "kiem-soat/theo-doi/",
        follow_up_views.follow_up_page,
        name="control_follow_up",
    ),
    path(
        "kiem-soat/theo-doi/cho-sua/",
        follow_up_views.changes_page,
        name="control_changes",
    ),
    path(
        "kiem-soat/theo-doi/dat/",
        follow_up_views.verdicts_act,
        name="control_verdicts",
    ),
]
