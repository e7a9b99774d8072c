"""The requires side of rabbitmq, for the tests of the kit: one line of JSON in, one line out."""

import base64
import json
import sys

NO_REQUEST = ("username", "vhost", "admin", "ttlname", "ttlreg", "ttl")


def waiting(*missing):
    return {"state": "waiting", "missing": list(missing)}


def invalid(key):
    return {"state": "invalid", "key": key, "why": "cannot be used"}


def is_ready(bag):
    return bool(bag.get("private-address") and bag.get("password"))


def missing_of(bag):
    return [key for key in ("private-address", "password") if not bag.get(key)]


def fault_of(bag):
    port = bag.get("ssl_port") or "1"
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        return invalid("ssl_port")
    try:
        if bag.get("ssl_ca") and not base64.b64decode(bag["ssl_ca"], validate=True):
            return invalid("ssl_ca")
    except ValueError:
        return invalid("ssl_ca")
    return None


def read(view, request):
    bags = list(view["remoteUnits"].values())
    if not bags:
        return {"state": "absent"}
    units = [bag for bag in bags if is_ready(bag)]
    if not units:
        return waiting(*min((missing_of(bag) for bag in bags), key=len))
    for bag in units:
        if fault := fault_of(bag):
            return fault
    differing = [key for key in ("password", "ssl_port") if len({bag.get(key) or "" for bag in units}) > 1]
    if any(bag.get("ssl_port") for bag in units) and len({bag.get("ssl_ca") or "" for bag in units}) > 1:
        differing.append("ssl_ca")
    if differing:
        return waiting(*differing)
    hosts = sorted({bag["private-address"] for bag in units})
    clustered = [bag for bag in units if bag.get("clustered")]
    if clustered and not (len(bags) > 1 and any(bag.get("ha-vip-only") for bag in units)):
        hosts = [bag["vip"] for bag in clustered if bag.get("vip")][:1]
        if not hosts:
            return waiting("vip")
    first = units[0]
    data = {"hosts": hosts, "password": first["password"], "port": 5672}
    if first.get("ssl_port"):
        data["port"] = int(first["ssl_port"])
        data["tls"] = {"ca": base64.b64decode(first["ssl_ca"]).decode(errors="replace")} if first.get("ssl_ca") else {}
    if any(bag.get("ha_queues") for bag in units):
        data["haQueues"] = True
    return {"state": "ready", "data": data}


def write(view, intent):
    own = view["localUnitData"]
    # An empty value takes its key away: first all that was asked for before, in either form.
    unit = {key: "" for key in own if key in NO_REQUEST or key.partition("_")[2] in NO_REQUEST}
    unit.update(username=intent["username"], vhost=intent["vhost"])
    unit["private-address"] = intent.get("address") or own.get("ingress-address", "")
    if intent.get("admin"):
        unit["admin"] = "true"
    if expiry := intent.get("expiry"):
        unit.update(ttlname=expiry["name"], ttlreg=expiry["queues"], ttl=str(expiry["milliseconds"]))
    return {"unit": unit}


def main(read=read, write=write):
    for line in sys.stdin:
        question = json.loads(line)
        view = question["view"]
        answer = read(view, question.get("request")) if question["do"] == "read" else write(view, question["intent"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
