from django.urls import path

from plans.pages.board import views

app_name = "board"

urlpatterns = [
    path("niem-yet/", views.board_page, name="board"),
    path("niem-yet/<int:pk>/", views.posted_page, name="posted"),
    path("niem-yet/tai-noi-lam-viec/", views.wall_page, name="wall"),
    path("dang-bo/<int:pk>/bang-niem-yet/", views.switch_act, name="switch"),
    path("ke-hoach/<int:pk>/dong-y/", views.consent_act, name="consent"),
    path("ke-hoach/<int:pk>/rut-dong-y/", views.withdrawal_act, name="withdraw"),
    path("kiem-tra/", views.check_code_page, name="check_code"),
]
