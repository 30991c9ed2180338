"""Which machines may be asked for a page: those of the public internet, unless all are allowed."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address

from retrieval.web.addresses import AddressError

_PRIVATE = "its address leads to a private network (MAJLIS_FETCH_PRIVATE=on allows that)"
_PORTS = frozenset((80, 443, 8080, 8443))
# Addresses of the public ranges that lead to machines of one's own network or provider.
_OTHER_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.88.99.0/24",  # relays of 6to4
            "168.63.129.16/32",  # Azure, for its own machines
            "100.64.0.0/10", "198.18.0.0/15", "192.0.0.0/24", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the IP addresses of a host; raises OSError where it is unknown."""
    known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in known))


def checked_addresses(
    host: str, port: int, *, private: bool, resolve: Resolve = resolve
) -> Sequence[str]:
    """Return the IP addresses of a host, each of which may be connected to.

    Raises AddressError if one of them may not, and OSError for an unknown host. With `private`
    all may.
    """
    numbers = resolve(host, port)
    if not private and not all(map(is_public, numbers)):
        raise AddressError(_PRIVATE)
    if not private and port not in _PORTS:
        raise AddressError(f"no page is fetched from port {port}")
    return numbers


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the public internet, whatever it is wrapped in."""
    if "%" in number:
        return False
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    return all(map(_is_public, (address, *_wrapped(address))))


def _wrapped(address: IPv4Address | IPv6Address) -> Sequence[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, IPv4Address):
        return ()
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _PUBLIC_V6:
        return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or any(
            address in network for network in _OTHER_NETWORKS if network.version == address.version
        )
    )
