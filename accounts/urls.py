from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import entry, kept_accounts, own_account

urlpatterns = [
    path("dang-nhap/", entry.SignIn.as_view(), name="sign_in"),
    path("thoat/", LogoutView.as_view(), name="sign_out"),
    path("kich-hoat/", entry.slip_code_page, name="activate"),
    path("kich-hoat/mat-khau/", entry.new_password_page, name="set_password"),
    path("mat-khau/", own_account.password_page, name="change_password"),
    path("chu-con-giu/", own_account.expired_form_page, name="held"),
    path("tai-khoan/", kept_accounts.account_list_page, name="accounts"),
    path("tai-khoan/cua-toi/", own_account.my_account_page, name="my_account"),
    path("tai-khoan/<int:member_pk>/phieu/", kept_accounts.slip_page, name="slip"),
    path("tai-khoan/<int:member_pk>/khoa/", kept_accounts.lock_or_unlock, name="lock"),
    path(
        "tai-khoan/chi-bo/<int:cell_pk>/phieu/",
        kept_accounts.cell_slips_page,
        name="cell_slips",
    ),
]
