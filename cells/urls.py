from django.urls import path

from cells.views import corrections, people, register

urlpatterns = [
    path("chi-bo/", people.cells, name="cells"),
    path("chi-bo/moi/", people.new_cell, name="new_cell"),
    path("chi-bo/<int:pk>/so-dang-vien/", register.cell_register, name="cell_register"),
    path("dang-bo/<int:pk>/so-dang-vien/", register.committee_register, name="committee_register"),
    path("chi-bo/<int:pk>/them-nguoi/", people.add_member, name="add_member"),
    path("nguoi/<int:pk>/", people.person, name="person"),
    path("nguoi/<int:pk>/sua/", corrections.person, name="correct_person"),
    path("nguoi/<int:pk>/chuc-vu/ghi/", people.appoint, name="appoint"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/sua/", corrections.row, name="correct_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/bo/", corrections.take_away, name="take_away_row"),
    path("nguoi/<int:pk>/<slug:kind>/ghi/", people.begin, name="begin_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/thoi/", people.end, name="end_row"),
    path("so-dang-vien/", register.register, name="register"),
    path("so-dang-vien/<uuid:pk>/", register.register_upload, name="register_upload"),
    path("so-dang-vien/<uuid:pk>/nhap/", register.apply, name="apply_register"),
    path("so-dang-vien/<uuid:pk>/nhom/<slug:part>/", register.register_part, name="register_part"),
    path("so-dang-vien/<uuid:pk>/lai/", register.restart, name="restart_register"),
    path("so-dang-vien/<uuid:pk>/bo/", register.drop, name="drop_register"),
]
