from django.urls import path

from cells.pages.search import views

urlpatterns = [path("tim/", views.search_page, name="search")]
