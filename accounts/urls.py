from django.urls import path

from accounts.views import kept_accounts

app_name = "accounts"

urlpatterns = [
    path("tai-khoan/", kept_accounts.account_list_page, name="accounts"),
    path("tai-khoan/<int:member_pk>/phieu/", kept_accounts.slip_page, name="slip"),
    path("tai-khoan/<int:member_pk>/khoa/", kept_accounts.lock_or_unlock, name="lock"),
    path(
        "tai-khoan/chi-bo/<int:cell_pk>/phieu/",
        kept_accounts.cell_slips_page,
        name="cell_slips",
    ),
]
