from django.urls import path

from cells.pages.cells import views

app_name = "cells"

urlpatterns = [path("chi-bo/", views.cells_page, name="cells")]
