from django.urls import path

from plans.views import author, board, editor, home, paper, queue, reading, recording, remarks, steps

urlpatterns = [
    path("", home.home, name="home"),
    path("ke-hoach-cua-toi/", home.my_plan, name="my_plan"),
    path("ke-hoach-cua-toi/bat-dau/", home.begin_plan, name="begin_plan"),
    path("ke-hoach/go-ho/<int:member_pk>/", paper.type_for, name="type_for"),
    path("ke-hoach/<int:pk>/ai-da-doc/", home.readers, name="readers"),
    path("ke-hoach/<int:pk>/viet/", editor.edit, name="edit"),
    path("ke-hoach/<int:pk>/muc/<slug:key>/", editor.section, name="section"),
    path("ke-hoach/<int:pk>/muc/<slug:key>/moi/", editor.new_row, name="new_row"),
    path("ke-hoach/<int:pk>/muc/<slug:key>/<uuid:uid>/", editor.row, name="row"),
    path("ke-hoach/<int:pk>/muc/<slug:key>/<uuid:uid>/bo/", editor.remove_row, name="remove_row"),
    path("ke-hoach/<int:pk>/doc-lai/", author.read_back, name="read_back"),
    path("ke-hoach/<int:pk>/tra-loi/", author.answers, name="answers"),
    path("ke-hoach/<int:pk>/ky/", author.sign, name="sign"),
    path("ke-hoach/<int:pk>/tu-soi/<int:group>/", author.self_check, name="self_check"),
    path("ke-hoach/<int:pk>/in/", author.print_plan, name="print_plan"),
    path("niem-yet/", board.board, name="board"),
    path("niem-yet/<int:pk>/", board.posted, name="posted"),
    path("kiem-tra/", board.check_code, name="check_code"),
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
