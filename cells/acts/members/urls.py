from django.urls import path

from cells.acts.members import views

app_name = "members"

urlpatterns = [
    path("chi-bo/moi/", views.new_cell_page, name="new_cell"),
    path("chi-bo/<int:pk>/them-nguoi/", views.new_member_page, name="add_member"),
]
