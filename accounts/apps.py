from django.apps import AppConfig
from django.core.checks import Tags, register

from accounts.checks import check_own_networks


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản"

    def ready(self):
        register(check_own_networks, Tags.security)
