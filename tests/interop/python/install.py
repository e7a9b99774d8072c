"""Installs requirements into a folder, unless they are there. Several processes may ask at once."""

import fcntl
import os
import shutil
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
target, requirements = sys.argv[1:]
os.makedirs(os.path.dirname(target), exist_ok=True)
with open(f"{target}.lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not os.path.isdir(target):
        shutil.rmtree(f"{target}.new", ignore_errors=True)
        # --no-deps: the file names everything, so that nothing else comes in.
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-deps"]
        subprocess.run([*pip, f"--target={target}.new", f"--requirement={os.path.join(here, requirements)}"], check=True)
        os.rename(f"{target}.new", target)
