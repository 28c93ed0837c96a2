from django.urls import path

from plans.pages.board import views

urlpatterns = [
    path("niem-yet/", views.board, name="board"),
    path("niem-yet/<int:pk>/", views.posted, name="posted"),
    path("kiem-tra/", views.check_code, name="check_code"),
]
