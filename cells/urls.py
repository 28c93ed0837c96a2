from django.urls import path

from cells.views import people

urlpatterns = [
    path("chi-bo/", people.cells, name="cells"),
    path("chi-bo/moi/", people.new_cell, name="new_cell"),
    path("chi-bo/<int:pk>/them-nguoi/", people.add_member, name="add_member"),
    path("nguoi/<int:pk>/", people.person, name="person"),
    path("nguoi/<int:pk>/<slug:kind>/ghi/", people.begin, name="begin_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/thoi/", people.end, name="end_row"),
]
