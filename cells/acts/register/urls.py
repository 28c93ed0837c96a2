from django.urls import path

from cells.acts.register import views

urlpatterns = [
    path("chi-bo/<int:pk>/so-dang-vien/", views.cell_register, name="cell_register"),
    path("dang-bo/<int:pk>/so-dang-vien/", views.committee_register, name="committee_register"),
    path("so-dang-vien/", views.register, name="register"),
    path("so-dang-vien/<uuid:pk>/", views.register_upload, name="register_upload"),
    path("so-dang-vien/<uuid:pk>/nhap/", views.apply, name="apply_register"),
    path("so-dang-vien/<uuid:pk>/nhom/<slug:part>/", views.register_part, name="register_part"),
    path("so-dang-vien/<uuid:pk>/lai/", views.restart, name="restart_register"),
    path("so-dang-vien/<uuid:pk>/bo/", views.drop, name="drop_register"),
]
