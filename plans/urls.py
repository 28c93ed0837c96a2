from django.urls import path

from plans.views import queue, reading, recording, remarks, steps

urlpatterns = [
    path("gop-y/", queue.queue, name="queue"),
    path("gop-y/nop/", recording.record_copies, name="record_copies"),
    path("ke-hoach/<int:pk>/", reading.plan, name="plan"),
    path("ke-hoach/<int:pk>/buoc/<slug:step>/", steps.plan_step, name="plan_step"),
    path("ke-hoach/<int:pk>/gop-y/", remarks.remark, name="remark"),
    path("ke-hoach/<int:pk>/gop-y/<int:remark_pk>/dat/", remarks.tick_remark, name="tick_remark"),
    path("ke-hoach/<int:pk>/gop-y/<int:remark_pk>/rut/", remarks.take_back_remark, name="take_back_remark"),
    path("ke-hoach/<int:pk>/nop/", recording.record_filing, name="record_filing"),
    path("ke-hoach/<int:pk>/niem-yet/", recording.record_posting, name="record_posting"),
]
