"""What the verify scripts ask of a highly available Trove: who holds the address, what HAProxy and Pacemaker see, what was written."""
import json
import re
import time
import xml.etree.ElementTree as xml

from juju import check, get_token, juju, ssh, told, units
from load import Load

APPLICATION = "trove"
HACLUSTER = "hacluster"

statistics = r"""
import csv, socket
connection = socket.socket(socket.AF_UNIX)
connection.settimeout(5)
connection.connect("/var/run/haproxy/admin.sock")
connection.sendall(b"show stat\n")
text = b""
while True:
    more = connection.recv(65536)
    if not more:
        break
    text += more
print(json.dumps(list(csv.DictReader(text.decode().lstrip("# ").splitlines()))))
"""
addresses = r"""
import subprocess
print(json.dumps([a["local"] for i in json.loads(subprocess.check_output(["ip", "-j", "address"])) for a in i["addr_info"] if "local" in a]))
"""


def ask(unit, program, otherwise):
    """Runs a program of Python on a unit's machine and gives the JSON that it prints; something else while the machine does not answer."""
    text = juju("ssh", unit, "sudo", "python3", "-", stdin="import json\n" + program, fails=True)
    try:
        return json.loads(text)
    except ValueError:
        return otherwise


def vip():
    """Gives the virtual address of the application."""
    return juju("config", APPLICATION, "vip").strip().split()[0]


def machine(unit):
    return units()[unit]["machine"]


def holder():
    """Gives the unit that has the virtual address; None when no unit has it, a fault when several have."""
    address = vip()
    found = [unit for unit in units(APPLICATION) if address in ask(unit, addresses, [])]
    if len(found) > 1:
        check("one unit alone has the virtual address", False, found)
    return found[0] if found else None


def servers(unit):
    """Gives what a unit's HAProxy thinks of each server of the API: `UP`, `DOWN` and so on, by its name there, with its requests."""
    found = {}
    for row in ask(unit, statistics, []):
        # Others are fronts, and steps between them.
        if re.fullmatch(APPLICATION + r"-\d+", row["svname"]) is None:
            continue
        state, requests = row["status"].split()[0], int(row["stot"] or 0)
        before = found.get(row["svname"], (state, 0))
        found[row["svname"]] = (state, before[1] + requests)
    return found


def balances(unit, expected):
    """Whether a unit's HAProxy has exactly these units, all of them up."""
    found = servers(unit)
    return found.keys() == {one.replace("/", "-") for one in expected} and all(state == "UP" for state, _ in found.values())


def pacemaker(unit):
    """Gives Pacemaker's nodes, online or not, by name, and the resources that do not run."""
    text = ssh(unit, "crm_mon -1 --output-as=xml", fails=True)
    try:
        tree = xml.fromstring(text)
    except xml.ParseError:
        return {}, ["no answer"]
    nodes = {one.get("name"): one.get("online") == "true" for one in tree.iterfind("nodes/node")}
    wrong = [
        one.get("id")
        for one in tree.iter("resource")
        if one.get("active") != "true" or one.get("failed") == "true" or one.get("blocked") == "true" or one.get("managed") != "true"
    ]
    return nodes, wrong


def is_whole():
    """Whether the cluster is whole: Pacemaker has one node for each unit, all online, all resources run, and each HAProxy sees all units up."""
    living = sorted(units(APPLICATION))
    if any(told(one, "juju-status")[0] == "lost" for one in units().values()):
        return False
    for unit in living:
        nodes, wrong = pacemaker(unit)
        if len(nodes) != len(living) or not all(nodes.values()) or wrong or not balances(unit, living):
            return False
    return holder() is not None


granted = []


def make_load():
    """Makes a load on the virtual address, with a token that the administrator has had since the script began.

    Each process of the API has asked keystone about it before: the first time takes a second on a busy machine, and there are a dozen processes.
    """
    if not granted:
        granted.append(get_token())
    token, about = granted[0]
    load = Load(vip(), about["project"]["id"], token)
    quick = 0
    while quick < 30 and len(load.results) < 300:
        load.ask(time.monotonic(), None)
        last = load.results[-1]
        quick = quick + 1 if last.why is None and last.ended - last.began < 0.3 else 0
    load.results.clear()
    return load


def rows(projects):
    """Gives which of these projects have a quota in the database."""
    text = ssh("mariadb/0", "mysql -N trove -e \"select distinct tenant_id from quotas\"")
    return set(text.split()) & set(projects)


def check_writes(load):
    """Checks that every write that was answered with success is in the database."""
    written = load.written()
    lost = written - rows(written)
    check("all %d writes that were answered with success are in the database" % len(written), written and not lost, sorted(lost)[:5])
