from django.urls import path

from cells.pages.search import views

app_name = "search"

urlpatterns = [path("tim/", views.search_page, name="search")]
