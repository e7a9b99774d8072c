"""What the verify scripts share: the juju command, machines, hooks, and how a result is told. Python's own library only."""
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

UNITS = ("mariadb/0", "rabbitmq/0", "keystone/0", "trove/0")
# Services that each unit's charm looks after.
SERVICES = {
    "mariadb/0": ["mariadb"],
    "rabbitmq/0": ["rabbitmq-server"],
    "keystone/0": ["keystone"],
    "trove/0": ["trove-api", "trove-taskmanager", "trove-conductor"],
}
failures = []


def ok(what):
    print("ok    " + what, flush=True)


def check(what, holds, detail=""):
    """Tells a result; the script goes on and fails at its end."""
    if holds:
        ok(what)
    else:
        failures.append(what)
        print("FAIL  %s%s" % (what, ": " + str(detail)[:2000] if detail != "" else ""), flush=True)
    return holds


def skip(what, reason):
    print("skip  %s: %s" % (what, reason), flush=True)


def finish():
    sys.exit(1 if failures else 0)


def juju(*words, stdin=None, fails=False):
    """Runs juju and gives what it prints."""
    done = subprocess.run(["juju", *words], input=stdin, capture_output=True, text=True, timeout=600)
    if done.returncode != 0 and not fails:
        sys.exit("FAIL  juju %s: %s" % (" ".join(words)[:200], done.stderr.strip() or done.stdout.strip()))
    return done.stdout


def status():
    return json.loads(juju("status", "--format", "json"))


def units(application=None):
    """Gives what status says of each unit, subordinate ones included; of one application only when it is named."""
    principals = {}
    for one in status()["applications"].values():
        principals.update(one.get("units", {}))
    found = dict(principals)
    for one in principals.values():
        found.update(one.get("subordinates", {}))
    return {name: one for name, one in sorted(found.items()) if application in (None, name.split("/")[0])}


def told(unit, key):
    """Gives one of the two statuses of a unit, with its message."""
    return unit[key]["current"], unit[key].get("message", "")


def unit_status(unit):
    """Gives status, message and the agent's status of a unit."""
    of = units()[unit]
    return *told(of, "workload-status"), of["juju-status"]["current"]


def address(unit):
    return units()[unit]["public-address"]


def leader(application):
    [found] = [name for name, one in units(application).items() if one.get("leader")]
    return found


def ssh(unit, command, stdin=None, fails=False):
    """Runs a shell command as root on the unit's machine."""
    return juju("ssh", unit, "sudo", "sh", "-c", "'%s'" % command.replace("'", "'\\''"), stdin=stdin, fails=fails)


def python(unit, program, **values):
    """Runs a program of Python as root on the unit's machine and gives the JSON that it prints; values come on its standard input."""
    text = "import json\nvalues = json.loads(%r)\n%s" % (json.dumps(values), program)
    return json.loads(juju("ssh", unit, "sudo", "python3", "-", stdin=text))


def hook(unit, name="update-status"):
    """Has the unit run a hook now."""
    done = juju(
        "exec", "--format", "json", "--unit", unit, "--", "JUJU_ACTION_NAME= JUJU_HOOK_NAME=%s JUJU_DISPATCH_PATH=hooks/%s ./dispatch" % (name, name)
    )
    [task] = json.loads(done).values()
    if task["status"] != "completed" or int(task["results"].get("return-code", 0)) != 0:
        sys.exit("FAIL  hook %s of %s: %s" % (name, unit, done))


def relation_id(unit, endpoint):
    return exec_on(unit, "relation-ids %s" % endpoint).strip()


def exec_on(unit, command):
    [task] = json.loads(juju("exec", "--format", "json", "--unit", unit, "--", command)).values()
    return task["results"].get("stdout", "")


def wait(what, holds, timeout=180, pause=2):
    """Waits until something holds, and tells whether it did."""
    end = time.monotonic() + timeout
    while True:
        if holds():
            ok(what)
            return True
        if time.monotonic() > end:
            states = ["%s %s" % (unit, (*told(one, "workload-status"), one["juju-status"]["current"])) for unit, one in units().items()]
            return check(what, False, "not within %d s; %s" % (timeout, "; ".join(states)))
        time.sleep(pause)


def all_active():
    found = units().values()
    return len(found) > 0 and all(told(one, "workload-status")[0] == "active" and told(one, "juju-status")[0] == "idle" for one in found)


def blocked(unit, pattern):
    """Whether the unit is blocked, with a message like this."""
    current, message, _ = unit_status(unit)
    return current == "blocked" and re.search(pattern, message) is not None


def service_state(unit):
    """Gives, for each service of a unit, whether it is active and when it was last started."""
    output = ssh(unit, "systemctl show -p Id,ActiveState,ExecMainStartTimestampMonotonic " + " ".join(SERVICES[unit]))
    blocks = [dict(line.split("=", 1) for line in block.splitlines()) for block in output.strip().split("\n\n")]
    return {one["Id"].replace(".service", ""): (one["ActiveState"], one["ExecMainStartTimestampMonotonic"]) for one in blocks}


def admin_password():
    [task] = json.loads(juju("run", "--format", "json", "keystone/0", "get-admin-password")).values()
    return task["results"]["admin-password"]


def request(url, method="GET", body=None, token=None, timeout=120, context=None):
    """Gives status, headers and parsed body of an answer, whatever it is. The context says whom to trust, where the URL is https."""
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["X-Auth-Token"] = token
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=timeout, context=context) as answer:
            code, text, headers = answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        code, text, headers = error.code, error.read(), error.headers
    try:
        return code, headers, json.loads(text)
    except ValueError:
        return code, headers, None


def get_token(scheme="http", context=None, known=None):
    """Gets the administrator a token, and the catalogue with it. Juju is asked for keystone's address and the password unless they are known."""
    host, password = known or (address("keystone/0"), admin_password())
    domain = {"id": "default"}
    user = {"name": "admin", "domain": domain, "password": password}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": {"name": "admin", "domain": domain}}}}
    code, headers, answer = request("%s://%s:5000/v3/auth/tokens" % (scheme, host), "POST", body, context=context)
    if code != 201:
        sys.exit("FAIL  keystone answers %d to a request for a token: %s" % (code, answer))
    return headers["X-Subject-Token"], answer["token"]


def trace_file():
    """Gives local-juju's record of what each hook did to Juju; None where another juju runs."""
    data = os.environ.get("JUJU_DATA")
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    folder = os.path.join(data if data else home, "local-juju", "models")
    [model] = json.loads(juju("show-model", "--format", "json")).values()
    path = os.path.join(folder, model["model-uuid"][:8], "trace.jsonl")
    return path if os.path.exists(path) else None


def trace(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def kill_machine(unit):
    """Takes the power from a unit's machine: kills its first process, found among those whose disk is in this model's directory."""
    directory, path = os.path.dirname(trace_file()), "/var/lib/juju/agents/unit-" + unit.replace("/", "-")
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/status" % pid) as file:
                numbers = file.read().split("NSpid:")[1].split("\n")[0].split()
            with open("/proc/%s/mountinfo" % pid) as file:
                mounts = file.read()
            if len(numbers) > 1 and numbers[-1] == "1" and directory + "/" in mounts and os.path.exists("/proc/%s/root%s" % (pid, path)):
                found.append(int(pid))
        except OSError:
            continue
    [init] = found
    os.kill(init, signal.SIGKILL)
