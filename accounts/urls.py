from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import entry, own, people

urlpatterns = [
    path("dang-nhap/", entry.SignIn.as_view(), name="sign_in"),
    path("thoat/", LogoutView.as_view(), name="sign_out"),
    path("kich-hoat/", entry.activate, name="activate"),
    path("kich-hoat/mat-khau/", entry.set_password, name="set_password"),
    path("mat-khau/", own.change_password, name="change_password"),
    path("chu-con-giu/", own.held, name="held"),
    path("tai-khoan/", people.accounts, name="accounts"),
    path("tai-khoan/cua-toi/", own.my_account, name="my_account"),
    path("tai-khoan/<int:member_pk>/phieu/", people.slip, name="slip"),
    path("tai-khoan/<int:member_pk>/khoa/", people.lock, name="lock"),
    path("tai-khoan/chi-bo/<int:cell_pk>/phieu/", people.cell_slips, name="cell_slips"),
]
