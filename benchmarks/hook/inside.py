"""Runs inside a hook context on the machine: times programs whole, one after the other, and prints milliseconds as JSON."""

import json
import os
import subprocess
import sys
import time

rounds, commands = int(sys.argv[1]), json.loads(sys.argv[2])
env = {**os.environ, "JUJU_DISPATCH_PATH": "hooks/config-changed", "JUJU_HOOK_NAME": "config-changed"}
# The hook tools tell an action from a hook by these; a hook has none.
for name in ["JUJU_ACTION_NAME", "JUJU_ACTION_UUID", "JUJU_ACTION_TAG"]:
    env.pop(name, None)
charm = os.environ["JUJU_CHARM_DIR"]
times: dict[str, list[float]] = {name: [] for name in commands}
for _ in range(rounds):
    for name, argv in commands.items():
        start = time.perf_counter()
        done = subprocess.run([word.replace("CHARM", charm) for word in argv], cwd=charm, env=env, stdin=subprocess.DEVNULL, capture_output=True)
        times[name].append((time.perf_counter() - start) * 1000)
        if done.returncode != 0:
            sys.exit(f"{name} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
print(json.dumps(times))
