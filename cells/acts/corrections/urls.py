from django.urls import path

from cells.acts.corrections import views

ROW = "nguoi/<int:pk>/<slug:kind>/<int:row_pk>/"
app_name = "corrections"

urlpatterns = [
    path("nguoi/<int:pk>/sua/", views.person_correction_page, name="correct_person"),
    path(f"{ROW}sua/", views.row_correction_page, name="correct_row"),
    path(f"{ROW}bo/", views.row_removal, name="take_away_row"),
]
