"""The peer of the benchmark: the trove charm's no-op hook, written with ops as ops charms are written.

Same endpoints and options (taken from the packed trove charm), the same reads, one jinja2 template compared with the file it would
write, one look at the packages, one look at the services, relation data written only where it differs.
"""

import pathlib
import subprocess

import jinja2
import ops

PACKAGES = ["python3-trove", "trove-common", "trove-api", "trove-taskmanager", "trove-conductor"]
SERVICES = ["trove-api", "trove-taskmanager", "trove-conductor"]
TARGET = pathlib.Path("/etc/trove-benchmark.conf")


class TroveOps(ops.CharmBase):
    """Holistic: every hook does the same."""

    def __init__(self, framework: ops.Framework):
        super().__init__(framework)
        for event in [self.on.install, self.on.config_changed, self.on.update_status, self.on.start, self.on.leader_elected]:
            framework.observe(event, self._reconcile)
        for endpoint in ["shared-db", "amqp", "identity-service", "cluster"]:
            framework.observe(self.on[endpoint].relation_changed, self._reconcile)
            framework.observe(self.on[endpoint].relation_joined, self._reconcile)
        framework.observe(self.on.collect_unit_status, self._status)

    def _answers(self, endpoint: str) -> dict[str, str]:
        merged: dict[str, str] = {}
        for relation in self.model.relations[endpoint]:
            merged.update(relation.data[relation.app])
            for unit in sorted(relation.units, key=lambda unit: unit.name):
                merged.update(relation.data[unit])
        return merged

    def _tell(self, endpoint: str, wanted: dict[str, str]) -> None:
        for relation in self.model.relations[endpoint]:
            bag = relation.data[self.unit]
            changed = {key: value for key, value in wanted.items() if bag.get(key) != value}
            if changed:
                bag.update(changed)

    def _reconcile(self, _: ops.EventBase) -> None:
        address = str(self.model.get_binding("cluster").network.ingress_address)
        urls = {kind: str(self.model.get_binding(kind).network.ingress_address) for kind in ["public", "internal", "admin"]}
        self._tell("shared-db", {"database": "opstrove", "username": "opstrove", "hostname": address})
        self._tell("amqp", {"username": "opstrove", "vhost": "openstack"})
        endpoint = {f"{kind}_url": f"http://{where}:8779/v1.0/%(tenant_id)s" for kind, where in urls.items()}
        self._tell("identity-service", {"service": "trove", "region": str(self.config["region"]), **endpoint})
        self._tell("cluster", {f"{kind}-address": where for kind, where in urls.items()})
        subprocess.run(["dpkg-query", "--show", *PACKAGES], capture_output=True, check=False)
        template = jinja2.Environment(undefined=jinja2.ChainableUndefined).from_string(pathlib.Path("src/trove.conf.j2").read_text())
        text = template.render(
            options=dict(self.config),
            database=self._answers("shared-db"),
            broker=self._answers("amqp"),
            identity=self._answers("identity-service"),
            peers=self._answers("cluster"),
            address=address,
        )
        if not TARGET.exists() or TARGET.read_text() != text:
            TARGET.write_text(text)
            TARGET.chmod(0o600)
        self._down = subprocess.run(["systemctl", "is-active", "--quiet", *SERVICES], check=False).returncode != 0

    def _status(self, event: ops.CollectStatusEvent) -> None:
        for endpoint in ["shared-db", "amqp", "identity-service"]:
            if not self.model.relations[endpoint]:
                event.add_status(ops.BlockedStatus(f"'{endpoint}' missing"))
        event.add_status(ops.ActiveStatus("Unit is ready"))


if __name__ == "__main__":
    ops.main(TroveOps)
