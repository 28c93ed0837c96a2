"""Is every network in the settings one, and none so wide that it holds strangers?"""

from django.conf import settings
from django.core import checks

from accounts.networks import read_network

# By version of the protocol: the shortest prefix that one ward's network may have.
WIDEST = {4: 16, 6: 48}


def check_own_networks(app_configs, **more):
    found = []
    for text in settings.OWN_NETWORKS:
        network = read_network(text)
        if network is None:
            found.append(make_error(text))
        elif network.prefixlen < WIDEST[network.version] and not network.is_private:
            found.append(make_warning(text))
    return found


def make_error(text):
    return checks.Error(
        f"OWN_NETWORKS: “{text}” is not a network.",
        hint="Write 203.0.113.0/24 or 203.0.113.7, with commas between several.",
        id="accounts.E001",
    )


def make_warning(text):
    return checks.Warning(
        f"OWN_NETWORKS: {text} holds strangers too.",
        hint="Wrong passwords from there are not counted by address.",
        id="accounts.W001",
    )
