from django.urls import path

from cells.acts.appointments import views as people
from cells.acts.exemptions import ground_views as grounds
from cells.acts.exemptions import review_views as reviews
from cells.acts.exemptions import views as exemptions
from cells.acts.suspensions import views as suspensions
from cells.pages.search import views as search
from cells.views import corrections, register

urlpatterns = [
    path("tim/", search.search, name="search"),
    path("chi-bo/", people.cells, name="cells"),
    path("chi-bo/moi/", people.new_cell, name="new_cell"),
    path("chi-bo/<int:pk>/so-dang-vien/", register.cell_register, name="cell_register"),
    path("dang-bo/<int:pk>/so-dang-vien/", register.committee_register, name="committee_register"),
    path("chi-bo/<int:pk>/them-nguoi/", people.add_member, name="add_member"),
    path("nguoi/<int:pk>/", people.person, name="person"),
    path("nguoi/<int:pk>/sua/", corrections.person, name="correct_person"),
    path("nguoi/<int:pk>/chuc-vu/ghi/", people.appoint, name="appoint"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/sua/", corrections.row, name="correct_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/bo/", corrections.take_away, name="take_away_row"),
    path("nguoi/<int:pk>/chuc-vu/<int:row_pk>/thoi/", people.end, name="end_row"),
    path("chi-bo/<int:pk>/mien/", exemptions.of_cell, name="exemptions"),
    path("chi-bo/<int:pk>/mien/ghi/", exemptions.exempt, name="exempt"),
    path("chi-bo/<int:pk>/mien/ra-soat/", reviews.review, name="review_exemptions"),
    path("chi-bo/<int:pk>/mien/in/", reviews.print_review, name="print_review"),
    path("mien/<int:pk>/", exemptions.exemption, name="exemption"),
    path("mien/<int:pk>/tro-lai/", exemptions.send_back, name="send_back"),
    path("mien/<int:pk>/ra-soat/<int:review_pk>/sua/", reviews.put_right, name="put_review_right"),
    path("de-nghi-mien/<int:pk>/", exemptions.proposal, name="exemption_proposal"),
    path("de-nghi-mien/<int:pk>/dong-y/", exemptions.accept, name="accept_exemption"),
    path("de-nghi-mien/<int:pk>/khong-dong-y/", exemptions.refuse, name="refuse_exemption"),
    path("de-nghi-mien/<int:pk>/rut/", exemptions.withdraw, name="withdraw_exemption"),
    path("ly-do-mien/", grounds.listed, name="exemption_grounds"),
    path("ly-do-mien/moi/", grounds.add, name="add_exemption_ground"),
    path("ly-do-mien/<int:pk>/", grounds.change, name="change_exemption_ground"),
    path("ly-do-mien/<int:pk>/thoi/", grounds.retire, name="retire_exemption_ground"),
    path("ly-do-mien/<int:pk>/dung-lai/", grounds.restore, name="restore_exemption_ground"),
    path("dinh-chi/ghi/<int:member_pk>/", suspensions.suspend, name="suspend"),
    path("dinh-chi/<int:pk>/", suspensions.suspension, name="suspension"),
    path("dinh-chi/<int:pk>/thoi/", suspensions.lift, name="lift_suspension"),
    path("so-dang-vien/", register.register, name="register"),
    path("so-dang-vien/<uuid:pk>/", register.register_upload, name="register_upload"),
    path("so-dang-vien/<uuid:pk>/nhap/", register.apply, name="apply_register"),
    path("so-dang-vien/<uuid:pk>/nhom/<slug:part>/", register.register_part, name="register_part"),
    path("so-dang-vien/<uuid:pk>/lai/", register.restart, name="restart_register"),
    path("so-dang-vien/<uuid:pk>/bo/", register.drop, name="drop_register"),
]
