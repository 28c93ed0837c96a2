"""Which address is counted: behind proxies, of IPv6, and in the ward's own networks."""

import pytest
from django.test import RequestFactory

from accounts.checks import check_own_networks
from accounts.networks import find_client_address, find_counted_network


@pytest.mark.parametrize(
    "proxies, forwarded, seen",
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_address_is_the_one_that_the_nearest_trusted_proxy_saw(
    settings, proxies, forwarded, seen
):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded
    )
    assert find_client_address(request) == seen


@pytest.mark.parametrize(
    "address, counted",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("10.20.3.4", None),
        ("::ffff:10.20.3.4", None),
        ("2001:db8:9::1", None),
        (None, None),
    ],
)
def test_which_network_is_counted(settings, address, counted):
    settings.OWN_NETWORKS = ["10.20.0.0/16", "2001:db8:9::/48"]
    assert find_counted_network(address) == counted


def test_own_networks_that_are_none_are_refused_by_the_check_and_count_as_strange(
    settings,
):
    settings.OWN_NETWORKS = ["10.20.0.0/16", "10.30.0.1/16", "phường"]
    assert [found.id for found in check_own_networks(None)] == ["accounts.E001"] * 2
    assert find_counted_network("10.30.0.1") == "10.30.0.1"
    assert find_counted_network("10.20.0.1") is None


@pytest.mark.parametrize(
    "network, ids",
    [
        ("203.0.113.0/24", []),
        ("203.0.113.7", []),
        ("10.0.0.0/8", []),
        ("203.0.0.0/15", ["accounts.W001"]),
        ("0.0.0.0/0", ["accounts.W001"]),
        ("::/0", ["accounts.W001"]),
    ],
)
def test_a_network_that_holds_strangers_is_warned_of(settings, network, ids):
    settings.OWN_NETWORKS = [network]
    assert [found.id for found in check_own_networks(None)] == ids
