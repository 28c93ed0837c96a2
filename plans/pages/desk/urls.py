from django.urls import path

from plans.pages.desk import views

urlpatterns = [
    path("gop-y/", views.desk_page, name="queue"),
]
