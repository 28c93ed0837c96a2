from django.urls import path

from cells.acts.appointments import second_reader_views, views

app_name = "appointments"

urlpatterns = [
    path("nguoi/<int:pk>/chuc-vu/ghi/", views.appointment_form_page, name="appoint"),
    path(
        "chi-bo/<int:pk>/nguoi-doc-thu-hai/",
        second_reader_views.second_reader_page,
        name="second_reader",
    ),
    path(
        "nguoi/<int:pk>/chuc-vu/<int:row_pk>/thoi/",
        views.end_of_appointment_page,
        name="end_row",
    ),
]
