from django.urls import path

from plans.pages.control import views

urlpatterns = [
    path("kiem-soat/", views.control, name="control"),
    path("kiem-soat/soan/", views.compose, name="control_compose"),
    path("kiem-soat/gui/", views.send, name="control_send"),
    path("kiem-soat/theo-doi/", views.follow_up, name="control_follow_up"),
]
