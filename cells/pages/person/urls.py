from django.urls import path

from cells.pages.person import views

app_name = "person"

urlpatterns = [path("nguoi/<int:pk>/", views.person_page, name="person")]
