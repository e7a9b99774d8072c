"""A small charm on ops: config, action, peers, relation, secret."""

import logging

import ops

logger = logging.getLogger(__name__)


class OpsClient(ops.CharmBase):
    """Asks a broker for a user and says in its status what it got."""

    def __init__(self, framework: ops.Framework):
        super().__init__(framework)
        observe = framework.observe
        observe(self.on.leader_elected, self._make_secret)
        observe(self.on.config_changed, self._reconcile)
        observe(self.on.amqp_relation_joined, self._reconcile)
        observe(self.on.amqp_relation_changed, self._reconcile)
        observe(self.on.ring_relation_changed, self._reconcile)
        observe(self.on.describe_action, self._describe)
        observe(self.on.collect_unit_status, self._status)

    def _ring(self) -> ops.Relation | None:
        return self.model.get_relation("ring")

    def _make_secret(self, _: ops.EventBase) -> None:
        ring = self._ring()
        if ring and "token" not in ring.data[self.app]:
            secret = self.app.add_secret({"token": "from-ops"}, label="token")
            ring.data[self.app]["token"] = secret.id or ""

    def _reconcile(self, _: ops.EventBase) -> None:
        if self.config["fail"]:
            raise RuntimeError("told to fail")
        logger.info("asking for vhost %s", self.config["vhost"])
        for relation in self.model.relations["amqp"]:
            relation.data[self.unit].update({"username": "ops", "vhost": str(self.config["vhost"])})
        ring = self._ring()
        if ring:
            ring.data[self.unit]["name"] = self.unit.name

    def _answer(self) -> dict[str, str]:
        for relation in self.model.relations["amqp"]:
            for unit in relation.units:
                if relation.data[unit].get("password"):
                    return dict(relation.data[unit])
        return {}

    def _describe(self, event: ops.ActionEvent) -> None:
        ring = self._ring()
        answer = self._answer()
        secret = self.model.get_secret(id=ring.data[self.app]["token"]) if ring else None
        event.log("describing")
        event.set_results(
            {
                "name": event.params["prefix"] + self.unit.name,
                "leader": str(self.unit.is_leader()),
                "peers": str(len(ring.units) if ring else 0),
                "broker": answer.get("hostname", ""),
                "password-length": str(len(answer.get("password", ""))),
                "token": secret.get_content()["token"] if secret else "",
            }
        )

    def _status(self, event: ops.CollectStatusEvent) -> None:
        event.add_status(ops.ActiveStatus("ready") if self._answer() else ops.WaitingStatus("waiting for the broker"))


if __name__ == "__main__":
    ops.main(OpsClient)
