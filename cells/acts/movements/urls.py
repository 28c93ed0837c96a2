from django.urls import path

from cells.acts.movements import views

app_name = "movements"

urlpatterns = [
    path(
        "chi-bo/<int:pk>/tiep-nhan/<slug:movement>/", views.arrival_page, name="receive"
    ),
    path(
        "nguoi/<int:pk>/bien-dong/<slug:movement>/",
        views.movement_page,
        name="record_movement",
    ),
    path(
        "bien-dong/<int:pk>/sua/",
        views.movement_correction_page,
        name="correct_movement",
    ),
    path(
        "bien-dong/<int:pk>/huy/", views.movement_cancellation, name="cancel_movement"
    ),
]
