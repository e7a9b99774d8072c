"""
charmhelpers in a loop: reads and writes one relation again and again, each time as a new hook would, but in one warm process.

Hook tools are answered from memory, with what hookenv would parse out of their output: how databags come from Juju is no part of the figure on either
side. What is left is hookenv around it, the readers, and relation_set, which hands over a file of YAML.
"""

import json
import os
import subprocess
import sys
import time
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "interop", "python"))

import charmhelpers_side as side  # noqa: E402
import lines  # noqa: E402

printed = {}
wrote = []


class Parsed:
    """The output of a tool, parsed already."""

    def __init__(self, value):
        self.value = value

    def decode(self, _encoding):
        return self


def loads(text):
    return text.value if isinstance(text, Parsed) else json.loads(text)


side.hookenv.json = types.SimpleNamespace(loads=loads, dumps=json.dumps, decoder=json.decoder)


def print_tools(world):
    """Fills `printed` with what each tool says, by its words."""
    relation_id = world["hook_relation"]
    [relation] = world["relations"].values()
    printed.clear()
    printed["config-get --all --format=json"] = Parsed(world["config"])
    printed[f"relation-ids --format=json {relation['endpoint']}"] = Parsed([relation_id])
    printed[f"relation-list --format=json -r {relation_id}"] = Parsed(sorted(relation["units"]))
    printed["relation-set --help"] = b"--file"
    first = min(relation["units"])
    printed["relation-get --format=json access-network"] = Parsed(relation["units"][first].get("access-network"))
    for unit, bag in {**relation["units"], world["unit"]: relation["local_unit"]}.items():
        printed[f"relation-get --format=json -r {relation_id} - {unit}"] = Parsed(bag)
        for key in ASKED_FOR:
            printed[f"relation-get --format=json -r {relation_id} {key} {unit}"] = Parsed(bag.get(key))


# Keys that readers ask for one by one.
ASKED_FOR = ["private-address", "password", "clustered", "vip", "ssl_port", "ssl_ca", "ha_queues", "ha-vip-only", "host", "user"]
ASKED_FOR += ["public-address", "internal-address", "admin-address"]


def check_output(argv, **options):
    answer = printed.get(" ".join(argv))
    if answer is not None:
        return answer.decode() if options.get("universal_newlines") else answer
    # Other relations are none, and other programs say nothing.
    return Parsed([]) if argv[0] == "relation-ids" else b""


def check_call(argv, **_options):
    if argv[0] == "relation-set":
        wrote.append(os.path.getsize(argv[-1]))
    return 0


subprocess.check_output = check_output
subprocess.check_call = check_call
subprocess.call = lambda argv, **_options: 0

# What is no part of an interface costs nothing: packages, releases, the files of checks, the network cards of the machine.
for module in [side.context, side.utils]:
    module.filter_installed_packages = lambda packages: list(packages)
    module.lsb_release = lambda: {"DISTRIB_CODENAME": "jammy", "DISTRIB_RELEASE": "22.04"}
side.nrpe.Check.write = lambda self, *words: None
side.nrpe.Check._locate_cmd = lambda self, command: command
side.nrpe.NRPE.does_nrpe_conf_dir_exist = classmethod(lambda cls: True)
side.nrpe.NRPE.nagios_logdir = "/"
side.nrpe.pwd = side.types.SimpleNamespace(getpwnam=lambda name: side.types.SimpleNamespace(pw_uid=0))
side.nrpe.grp = side.types.SimpleNamespace(getgrnam=lambda name: side.types.SimpleNamespace(gr_gid=0))
side.nrpe.service = lambda *words: True
side.ha_utils.get_vip_settings = lambda vip: ("eth0", "255.255.255.0", False)

relation_set = side.hookenv.relation_set


def names_of_nagios():
    return side.nrpe.get_nagios_hostname(), side.nrpe.get_nagios_hostcontext()


def peers():
    """States and addresses of the peers. HAProxyContext, which reads the addresses, does much else, and is left out."""
    relation_id = side.hookenv.relation_ids("cluster")[0]
    bags = [side.hookenv.relation_get(unit=unit, rid=relation_id) for unit in side.hookenv.related_units(relation_id)]
    return side.utils.get_peers_unit_state(), bags


def ask_hacluster(relation_id, request):
    relation_set(relation_id, side.ha_utils.generate_ha_relation_data(request["service"]))


def announce_checks(_relation_id, request):
    register = side.nrpe.NRPE()
    for shortname, description, command in request["checks"]:
        register.add_check(shortname=shortname, description=description, check_cmd=command)
    register.write()


def ask_certificates(relation_id, request):
    asked = side.cert_utils.CertRequest()
    for name, addresses in request.items():
        asked.add_entry("internal", name, addresses)
    relation_set(relation_id, asked.get_request())


# How each interface is read, and written.
INTERFACES = {
    "keystone": (lambda: side.context.IdentityServiceContext()(), relation_set),
    "amqp": (lambda: side.context.AMQPContext()(), relation_set),
    "mysql-shared": (lambda: side.context.SharedDBContext(database="trove", user="trove")(), relation_set),
    "pgsql": (lambda: side.context.PostgresqlDBContext(database="trove")(), relation_set),
    "hacluster": (side.cluster.is_clustered, ask_hacluster),
    "nrpe": (names_of_nagios, announce_checks),
    "openstack-ha": (peers, relation_set),
    "tls-certificates": (side.cert_utils.get_requests_for_local_unit, ask_certificates),
}


def loop(name, world, request, times, writes):
    """Gives the seconds of the processor that so many hooks took, which may leave the writing out, and what the last has read."""
    print_tools(world)
    os.environ.update(JUJU_UNIT_NAME=world["unit"], JUJU_HOOK_NAME="update-status", CHARM_DIR="/nowhere")
    wrote.clear()
    hookenv, relation_id = side.hookenv, world["hook_relation"]
    # The config is no part of an interface, and stays.
    hookenv._cache_config = None
    read, write = INTERFACES[name]
    found = None
    start = time.process_time()
    for _ in range(times):
        hookenv.cache.clear()
        found = read()
        if writes:
            write(relation_id, request)
    seconds = time.process_time() - start
    if writes and len(wrote) < times:
        raise ValueError(f"{name} has not written each time")
    return {"seconds": seconds, "found": found}


if __name__ == "__main__":
    lines.serve({"loop": loop})
