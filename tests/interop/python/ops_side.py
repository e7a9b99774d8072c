"""Charms on ops as the other side, in ops-scenario."""

import site
import sys
from unittest import mock

site.addsitedir(sys.argv[1])

import ops.testing  # noqa: E402
import pgsql.client  # noqa: E402
import yaml  # noqa: E402
from pgconnstr import ConnectionString  # noqa: E402

import lines  # noqa: E402
import ops_charms  # noqa: E402


def numbered(bags):
    return {int(name.split("/")[1]): bag for name, bag in bags.items()}


def join(world, charm, interface="any", ask=None):
    """Lets the charm join the relation and see what is in it; gives what the charm has seen, and the databags and secrets that it leaves."""
    [relation_id] = world["relations"]
    bags = world["relations"][relation_id]
    kind = ops_charms.CHARMS[charm]
    ops_charms.SEEN.clear()
    ops_charms.ASK.clear()
    ops_charms.ASK.update(ask or {})
    application, number = world["unit"].split("/")
    relation = ops.testing.Relation(
        endpoint=ops_charms.ENDPOINT,
        interface=interface,
        id=int(relation_id.split(":")[1]),
        remote_app_name=bags["remote_name"],
        local_unit_data=bags["local_unit"],
        local_app_data=bags["local_app"],
        remote_app_data=bags["remote_app"],
        remote_units_data=numbered(bags["units"]),
    )
    context = ops.testing.Context(
        kind, meta={"name": application, kind.role: {ops_charms.ENDPOINT: {"interface": interface}}}, app_name=application, unit_id=int(number)
    )
    state = ops.testing.State(leader=world["leader"], relations=[relation], secrets=[])
    leader_data = {}

    def leader_tool(argv):
        """ops-lib-pgsql keeps what it has asked for in the leader's settings."""
        if argv[0] == "leader-get":
            return yaml.safe_dump(leader_data.get(argv[-1])).encode()
        leader_data.update(word.split("=", 1) for word in argv[1:])
        return b""

    with mock.patch.object(pgsql.client.subprocess, "check_output", leader_tool), mock.patch.object(
        pgsql.client.subprocess, "check_call", leader_tool
    ):
        for event in [context.on.relation_created, context.on.relation_joined, context.on.relation_changed]:
            options = {} if event == context.on.relation_created else {"remote_unit": min(relation.remote_units_data)}
            state = context.run(event(state.get_relation(relation.id), **options), state)
    left = state.get_relation(relation.id)
    return {
        "value": dict(ops_charms.SEEN),
        "bags": {relation_id: {"unit": dict(left.local_unit_data), "app": dict(left.local_app_data)}},
        "secrets": {secret.id: dict(secret.latest_content or secret.tracked_content) for secret in state.secrets},
    }


def connection_strings(connections):
    """Writes connections as the classic server does."""
    return [str(ConnectionString(**connection)) for connection in connections]


lines.serve({"join": join, "connection_strings": connection_strings})
