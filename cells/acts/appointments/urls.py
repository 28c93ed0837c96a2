from django.urls import path

from cells.acts.appointments import views

app_name = "appointments"

urlpatterns = [
    path("nguoi/<int:pk>/chuc-vu/ghi/", views.appointment_form_page, name="appoint"),
    path(
        "nguoi/<int:pk>/chuc-vu/<int:row_pk>/thoi/",
        views.post_end_of_appointment,
        name="end_row",
    ),
]
