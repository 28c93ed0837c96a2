from django.urls import path

from plans.pages.record import views

urlpatterns = [
    path("gop-y/nop/", views.record_copies, name="record_copies"),
    path("ke-hoach/<int:pk>/nop/", views.record_filing, name="record_filing"),
    path("ke-hoach/<int:pk>/niem-yet/", views.record_posting, name="record_posting"),
]
