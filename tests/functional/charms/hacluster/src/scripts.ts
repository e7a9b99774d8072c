/** The two programs of the charm, and where they are. */
import { absent, type Desired, file } from '@charm-layers/charm'

const folder = '/usr/local/lib/stand-in-hacluster'

/** Where the program is that looks at corosync and pacemaker. */
export const lookPath = `${folder}/look.py`
/** Where the program is that takes this node out of the cluster. */
export const leavePath = `${folder}/leave.py`

/**
 * Prints what corosync and pacemaker say of themselves as JSON, and ends with 0 also when they do not run. The first argument is how many
 * seconds to wait until pacemaker can work and those resources of the other arguments that are configured run.
 */
const look = `import glob, json, re, socket, subprocess, sys, time
import xml.etree.ElementTree as tree


def ask(*argv):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
        return done.stdout.decode() if done.returncode == 0 else ""
    except (OSError, subprocess.TimeoutExpired):
        return ""


def document(text):
    try:
        return tree.fromstring(text)
    except tree.ParseError:
        return tree.Element("nothing")


def state():
    quorum = ask("corosync-quorumtool", "-s")
    votes = re.search(r"^Total votes: *(\\d+)", quorum, re.M)
    listed = re.findall(r"^nodelist\\.node\\.\\d+\\.nodeid .*= (\\d+)$", ask("corosync-cmapctl", "nodelist."), re.M)
    said = document(ask("crm_mon", "--output-as=xml", "--inactive"))
    held = document(ask("cibadmin", "--query", "--scope", "configuration"))
    here = socket.gethostname()
    cloned = {one.get("id") for clone in said.iter("clone") for one in clone.iter("resource")}
    running = set()
    for resource in said.iter("resource"):
        nodes = [node.get("name") for node in resource.findall("node")]
        started = resource.get("active") == "true" and resource.get("failed") == "false"
        if started and (here in nodes or nodes and resource.get("id") not in cloned):
            running.add(resource.get("id").split(":")[0])
    dc = said.find("summary/current_dc")
    ids = [one.get("id") for part in ("resources", "constraints") for one in held.findall(part + "//*[@id]")]
    links = glob.glob("/etc/rc[2-5].d/S[0-9][0-9]*")
    return {
        "votes": int(votes.group(1)) if votes else None,
        "quorum": re.search(r"^Quorate: *Yes", quorum, re.M) is not None,
        "listed": [int(one) for one in listed],
        "pacemaker": said.find("summary") is not None,
        "quorate": dc is not None and dc.get("present") == "true" and dc.get("with_quorum") == "true",
        "nodes": [[one.get("name"), one.get("online") == "true"] for one in said.findall("nodes/node")],
        "ids": ids,
        "running": sorted(running),
        "boots": sorted({link.rsplit("/", 1)[1][3:] for link in links}),
    }


end = time.monotonic() + int(sys.argv[1])
while True:
    found = state()
    missing = [name for name in sys.argv[2:] if name in found["ids"] and name not in found["running"]]
    if found["quorate"] and not missing or time.monotonic() >= end:
        break
    time.sleep(1)
print(json.dumps(found))
`

/**
 * Takes this node out so that the others keep their quorum, however many leave at once: pacemaker hands its resources over, the node
 * gives up its vote, and the cluster expects as many votes as are left after that. Corosync would expect the votes of nodes that left.
 */
const leave = `import re, subprocess


def run(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.decode()


run("systemctl", "stop", "pacemaker")
status = run("corosync-quorumtool", "-s")
own = re.search(r"^Node ID: *(\\d+)", status, re.M)
if own:
    run("corosync-quorumtool", "-n", own.group(1), "-v", "0")
    left = re.search(r"^Total votes: *([1-9]\\d*)", run("corosync-quorumtool", "-s"), re.M)
    if left:
        run("corosync-quorumtool", "-e", left.group(1))
run("systemctl", "stop", "corosync")
`

/** The files of the programs. */
export const scripts: Desired = [file(lookPath, look), file(leavePath, leave)]
/** The machine without them. */
export const withoutScripts: Desired = [absent(lookPath), absent(leavePath)]
