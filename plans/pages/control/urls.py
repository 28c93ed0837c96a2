from django.urls import path

from plans.pages.control import views

app_name = "control"

urlpatterns = [
    path("kiem-soat/", views.control_page, name="control"),
    path("kiem-soat/soan/", views.compose_page, name="control_compose"),
    path("kiem-soat/gui/", views.send_act, name="control_send"),
    path("kiem-soat/theo-doi/", views.follow_up_page, name="control_follow_up"),
]
