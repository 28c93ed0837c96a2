from django.urls import path

from plans.pages.paper import objection_views, sending_views, views

app_name = "paper"

urlpatterns = [
    path("ke-hoach/go-ho/<int:member_pk>/", views.type_for_page, name="type_for"),
    path("ke-hoach-cua-toi/nho-go-ho/", views.ask_for_help_page, name="ask_for_help"),
    path("ke-hoach/<int:pk>/thoi-go-ho/", views.hand_back_act, name="hand_back"),
    path("ke-hoach/<int:pk>/gui-ho/", sending_views.send_page, name="send"),
    path("ke-hoach/<int:pk>/khong-dong-y/", objection_views.object_act, name="object"),
    path(
        "ke-hoach/<int:pk>/khong-dong-y/tra-loi/",
        objection_views.answer_act,
        name="answer",
    ),
]
