from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import entry, own_account

app_name = "entry"

urlpatterns = [
    path("dang-nhap/", entry.SignIn.as_view(), name="sign_in"),
    path("thoat/", LogoutView.as_view(), name="sign_out"),
    path("kich-hoat/", entry.slip_code_page, name="activate"),
    path("kich-hoat/mat-khau/", entry.new_password_page, name="set_password"),
    path("mat-khau/", own_account.password_page, name="change_password"),
    path("chu-con-giu/", own_account.expired_form_page, name="held"),
    path("tai-khoan/cua-toi/", own_account.my_account_page, name="my_account"),
]
