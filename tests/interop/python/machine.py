"""
A machine that is not there: charmhelpers is to believe that it is on Ubuntu, with the addresses that the test says, and to find and leave
its files in a tree of the test's own.
"""

import io
import os
import sys
import types

FILES = {
    # It refuses to be imported anywhere but on Ubuntu, and looks into this file to find out.
    "/etc/os-release": 'NAME="Ubuntu"\n',
    "/etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\nDISTRIB_CODENAME=jammy\n",
}


def rooted(root):
    """Gives an `open` for a module of charmhelpers, where it comes before Python's own."""

    def open_in_root(path, *args, **options):
        if path in FILES:
            return io.StringIO(FILES[path])
        if isinstance(path, str) and path.startswith("/") and root() is not None and not path.startswith(root()):
            path = root() + path
            os.makedirs(os.path.dirname(path), exist_ok=True)
        return open(path, *args, **options)

    return open_in_root


def stand_in(name, **content):
    """Puts an empty module in the place of one that charmhelpers would have apt install."""
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(content)


def install_modules(world):
    """`world` gives the one of the call; its `interfaces` are lists of address and netmask by name."""

    def ifaddresses(name):
        found = {}
        for address, netmask in world()["interfaces"][name]:
            found.setdefault(10 if ":" in address else 2, []).append({"addr": address, "netmask": netmask})
        return found

    stand_in("netifaces", AF_INET=2, AF_INET6=10, interfaces=lambda: list(world()["interfaces"]), ifaddresses=ifaddresses)
    stand_in("psutil")
    stand_in("MySQLdb")
    stand_in("apt_pkg", init=lambda: None)
