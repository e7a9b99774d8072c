"""The requires side of hacluster as reactive charms write it: all eleven keys at once, JSON with blanks, and a port that nobody asked for; keys of
older charms, which they do not look at, are taken away."""

import json
import sys

KINDS = ("groups", "ms", "clones", "orders", "colocations", "locations")
OLD_KEYS = ("resources", "resource_params", "init_services", "delete_resources", *KINDS)


def read(view, request):
    bags = list(view["remoteUnits"].values())
    if not bags:
        return {"state": "absent"}
    if any(bag.get("clustered", "").lower() in ("yes", "true") for bag in bags):
        return {"state": "ready", "data": {"clustered": True}}
    return {"state": "waiting", "missing": ["clustered"]}


def text_of(kind, one):
    if kind == "groups":
        return " ".join(one["members"])
    if kind in ("orders", "colocations"):
        attribute = f" node-attribute={one['nodeAttribute']}" if "nodeAttribute" in one else ""
        return f"{one['score']}: {' '.join(one['resources'])}{attribute}"
    if kind == "locations":
        return f"{one['resource']} rule {one['score']}: {one['rule']}"
    return f"{one['resource']} meta {one['meta']}" if "meta" in one else one["resource"]


def write(view, intent):
    own = view["localUnitData"]
    resources = intent.get("resources", {})
    before = json.loads(own.get("json_resources") or "{}")
    gone = [name for name in before if name.endswith("_vip") and name not in resources]
    deleted = [name for name in intent.get("deleteResources", []) if name not in resources]
    values = {
        "resources": {name: one["agent"] for name, one in resources.items()},
        "resource_params": {name: one["parameters"] for name, one in resources.items() if "parameters" in one},
        "init_services": {name: one["initService"] for name, one in resources.items() if "initService" in one},
        "delete_resources": deleted + gone or json.loads(own.get("json_delete_resources") or "[]"),
        "systemd_services": [],
        **{kind: {name: text_of(kind, one) for name, one in intent.get(kind, {}).items()} for kind in KINDS},
    }
    corosync = intent.get("corosync", {})
    return {
        "unit": {
            **{key: "" for key in OLD_KEYS if key in own},
            **{f"json_{key}": json.dumps(value, sort_keys=True) for key, value in values.items()},
            "corosync_mcastport": str(corosync.get("multicastPort", 4440)),
            "corosync_bindiface": corosync.get("bindInterface", ""),
        }
    }


for line in sys.stdin:
    question = json.loads(line)
    view = question["view"]
    answer = read(view, question.get("request")) if question["do"] == "read" else write(view, question["intent"])
    print(json.dumps(answer), flush=True)
