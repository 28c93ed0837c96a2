from django.urls import path

from plans.pages.home import views

app_name = "home"

urlpatterns = [
    path("", views.home_redirect, name="home"),
    path("ke-hoach-cua-toi/", views.my_plan_page, name="my_plan"),
    path("ke-hoach-cua-toi/bat-dau/", views.begin_my_plan, name="begin_plan"),
    path("ke-hoach/<int:pk>/ai-da-doc/", views.readers_page, name="readers"),
]
