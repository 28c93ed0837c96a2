from django.urls import path

from plans.pages.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("ke-hoach-cua-toi/", views.my_plan, name="my_plan"),
    path("ke-hoach-cua-toi/bat-dau/", views.begin_plan, name="begin_plan"),
    path("ke-hoach/<int:pk>/ai-da-doc/", views.readers, name="readers"),
]
