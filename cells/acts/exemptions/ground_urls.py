from django.urls import path

from cells.acts.exemptions import ground_views

app_name = "grounds"

urlpatterns = [
    path("ly-do-mien/", ground_views.grounds_page, name="exemption_grounds"),
    path(
        "ly-do-mien/moi/",
        ground_views.new_ground_page,
        name="add_exemption_ground",
    ),
    path(
        "ly-do-mien/<int:pk>/",
        ground_views.ground_page,
        name="change_exemption_ground",
    ),
    path(
        "ly-do-mien/<int:pk>/thoi/",
        ground_views.post_retirement,
        name="retire_exemption_ground",
    ),
    path(
        "ly-do-mien/<int:pk>/dung-lai/",
        ground_views.post_restoration,
        name="restore_exemption_ground",
    ),
]
