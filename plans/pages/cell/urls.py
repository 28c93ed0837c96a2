from django.urls import path

from plans.pages.cell import views

urlpatterns = [
    path("chi-bo/<int:pk>/", views.cell, name="cell"),
    path("da-doc/", views.my_readings, name="my_readings"),
]
