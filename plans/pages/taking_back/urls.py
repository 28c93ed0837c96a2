from django.urls import path

from plans.pages.taking_back import views

app_name = "taking_back"

urlpatterns = [
    path("ke-hoach/<int:pk>/rut-lai/", views.deeds_page, name="deeds"),
    path("ke-hoach/<int:pk>/rut-lai/<int:number>/", views.take_back_act, name="act"),
]
