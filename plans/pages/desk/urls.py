from django.urls import path

from plans.pages.desk import views

app_name = "desk"

urlpatterns = [
    path("gop-y/", views.desk_page, name="queue"),
]
