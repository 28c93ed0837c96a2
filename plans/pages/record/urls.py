from django.urls import path

from plans.pages.record import views

app_name = "record"

urlpatterns = [
    path("gop-y/nop/", views.copies_act, name="record_copies"),
    path("ke-hoach/<int:pk>/nop/", views.filing_act, name="record_filing"),
    path("ke-hoach/<int:pk>/niem-yet/", views.posting_act, name="record_posting"),
    path("ke-hoach/<int:pk>/gia-han/", views.renewal_act, name="renew_posting"),
    path("ke-hoach/<int:pk>/go-xuong/", views.take_down_act, name="take_down"),
    path(
        "ke-hoach/<int:pk>/dong-y-tren-giay/", views.consent_act, name="record_consent"
    ),
]
