from django.urls import path

from plans.pages.years import views

app_name = "years"

urlpatterns = [
    path("nam-ke-hoach/", views.cycles_page, name="cycles"),
    path("nam-ke-hoach/<int:pk>/", views.change_cycle_page, name="change_cycle"),
]
