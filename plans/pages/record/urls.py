from django.urls import path

from plans.pages.record import views

app_name = "record"

urlpatterns = [
    path("gop-y/nop/", views.copies_act, name="record_copies"),
    path("ke-hoach/<int:pk>/nop/", views.filing_act, name="record_filing"),
    path("ke-hoach/<int:pk>/niem-yet/", views.posting_act, name="record_posting"),
]
