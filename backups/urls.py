from django.urls import path

from backups import views

app_name = "backups"

urlpatterns = [path("sao-luu/", views.backups_page, name="backups")]
