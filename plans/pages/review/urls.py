from django.urls import path

from plans.pages.review import remark_views, step_views, views

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
]
