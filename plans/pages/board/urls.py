from django.urls import path

from plans.pages.board import views

app_name = "board"

urlpatterns = [
    path("niem-yet/", views.board_page, name="board"),
    path("niem-yet/<int:pk>/", views.posted_page, name="posted"),
    path("kiem-tra/", views.check_code_page, name="check_code"),
]
