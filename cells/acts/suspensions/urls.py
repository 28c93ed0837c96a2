from django.urls import path

from cells.acts.suspensions import views

app_name = "suspensions"

urlpatterns = [
    path("dinh-chi/ghi/<int:member_pk>/", views.suspension_form_page, name="suspend"),
    path("dinh-chi/<int:pk>/", views.suspension_page, name="suspension"),
    path("dinh-chi/<int:pk>/thoi/", views.post_lifting, name="lift_suspension"),
]
