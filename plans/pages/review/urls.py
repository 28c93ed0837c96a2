from django.urls import path

from plans.pages.review import (
    dispute_views,
    remark_views,
    step_views,
    unsent_views,
    views,
)

app_name = "review"

urlpatterns = [
    path("ke-hoach/<int:pk>/", views.plan_page, name="plan"),
    path("ke-hoach/<int:pk>/buoc/<slug:step>/", step_views.step_act, name="plan_step"),
    path("ke-hoach/<int:pk>/gop-y/", remark_views.remark_act, name="remark"),
    path(
        "ke-hoach/<int:pk>/gop-y/<int:remark_pk>/dat/",
        remark_views.tick_remark_act,
        name="tick_remark",
    ),
    path(
        "ke-hoach/<int:pk>/gop-y/<int:remark_pk>/rut/",
        remark_views.take_back_remark_act,
        name="take_back_remark",
    ),
    path(
        "ke-hoach/<int:pk>/gop-y/<int:remark_pk>/khong-dong-y/",
        dispute_views.dispute_page,
        name="dispute",
    ),
    path(
        "ke-hoach/<int:pk>/gop-y/giu-lai/",
        unsent_views.hold_back_act,
        name="hold_back",
    ),
    path(
        "ke-hoach/<int:pk>/gop-y/<int:remark_pk>/nhan/",
        unsent_views.take_over_act,
        name="take_over",
    ),
]
