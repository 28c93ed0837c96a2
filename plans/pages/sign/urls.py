from django.urls import path

from plans.pages.sign import views

app_name = "sign"

urlpatterns = [
    path("ke-hoach/<int:pk>/ky/", views.sign_page, name="sign"),
]
