"""Drives the command with jubilant, unmodified, as a functional test of a charm would."""

import pathlib
import sys

import jubilant

folder = pathlib.Path(sys.argv[1])
juju = jubilant.Juju(wait_timeout=120)

juju.deploy(folder / "alpha.charm", "web", config={"greeting": "salut", "debug": True}, base="ubuntu@24.04")
juju.deploy(f"{folder}/beta.charm", num_units=1)
juju.integrate("web:db", "beta:database")
status = juju.wait(jubilant.all_active, error=jubilant.any_error, delay=0.2, successes=2)
juju.wait(jubilant.all_agents_idle, delay=0.2, successes=2)
assert status.model.type == "iaas", status.model
web = status.apps["web"]
assert (web.charm_name, web.charm_rev, web.charm_origin) == ("alpha", 0, "local"), web
assert (web.base.name, web.base.channel) == ("debian", "12"), web.base
assert web.relations["db"][0].related_app == "beta", web.relations
assert status.apps["beta"].units["beta/0"].is_active
assert status.machines["0"].base.name == "debian"

assert juju.config("web")["greeting"] == "salut"
assert juju.config("web")["debug"] is True
juju.config("web", {"greeting": "hej", "count": 7}, reset=["debug"])
assert juju.config("web")["count"] == 7
assert juju.config("web")["debug"] is False
assert juju.config("web", app_config=True)["trust"] is False
juju.model_config({"update-status-hook-interval": "10m"})
assert juju.model_config()["update-status-hook-interval"] == "10m"

task = juju.run("web/0", "echo", {"text": "hello", "times": 2})
assert task.success and task.results["text"] == "hello", task
assert task.results["nested"] == {"a": "1", "b": "two"}, task
assert task.stdout == "this is stdout\n" and task.log, task
try:
    juju.run("web/0", "boom")
    raise SystemExit("boom should have failed")
except jubilant.TaskError as error:
    assert error.task.return_code == 3, error.task
try:
    juju.run("web/0", "nosuch")
    raise SystemExit("an unknown action should have been refused")
except ValueError:
    pass
try:
    juju.run("web/0", "slow", {"seconds": 3}, wait=0.1)
    raise SystemExit("slow should have timed out")
except TimeoutError:
    pass

assert juju.exec("echo out; echo err >&2", unit="web/0").stdout == "out\n"
assert juju.exec("echo", "two words", machine=0).stdout == "two words\n"
try:
    juju.exec("exit 4", unit="web/0")
    raise SystemExit("exit 4 should have failed")
except jubilant.TaskError as error:
    assert error.task.return_code == 4, error.task
assert juju.ssh("web/0", "echo", "$USER$HOME").strip()
juju.scp(folder / "beta.charm", f"web/0:{folder}/copied")
assert (folder / "copied").read_bytes() == (folder / "beta.charm").read_bytes()

unit = juju.show_unit("beta/0")
assert unit.leader and unit.charm == "local:beta-0", unit
assert unit.relation_info[0].related_units["web/0"].data["word"], unit
assert juju.show_model().short_name == "demo"
assert "unit-web-0" in juju.debug_log()
assert juju.version().major == 3

secret = juju.add_secret("mysec", {"password": "s3cret"}, info="for the test")
juju.grant_secret(secret, "web")
assert juju.show_secret(secret, reveal=True).content == {"password": "s3cret"}
juju.update_secret(secret, {"password": "other"})
assert [found.name for found in juju.secrets()] == ["mysec"]
juju.remove_secret(secret)

juju.add_unit("web")
juju.wait(lambda now: len(now.apps["web"].units) == 2 and jubilant.all_active(now), delay=0.2)
juju.remove_unit("web/1")
juju.wait(lambda now: len(now.apps["web"].units) == 1, delay=0.2)
juju.refresh("web", path=folder / "alpha.charm")
juju.wait(lambda now: now.apps["web"].charm_rev == 1, delay=0.2)
juju.trust("web")
juju.remove_relation("web", "beta")
juju.wait(lambda now: "db" not in now.apps["web"].relations, delay=0.2)
try:
    juju.integrate("web", "nosuch")
    raise SystemExit("an unknown application should have been refused")
except jubilant.CLIError as error:
    assert 'application "nosuch" not found' in error.stderr
juju.remove_application("web", "beta")
juju.wait(lambda now: not now.apps, delay=0.2)

with jubilant.temp_model() as other:
    assert other.model.startswith("jubilant-") and not other.status().apps
print("jubilant", jubilant.__version__)
