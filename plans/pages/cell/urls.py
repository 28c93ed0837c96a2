from django.urls import path

from plans.pages.cell import views

app_name = "cell"

urlpatterns = [
    path("chi-bo/<int:pk>/", views.cell_page, name="cell"),
    path("da-doc/", views.my_readings_page, name="my_readings"),
]
