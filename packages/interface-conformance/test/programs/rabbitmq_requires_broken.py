"""Falls into four traps of rabbitmq: units without a password count, TLS of one unit counts, admin is written as False, addresses are not."""

from rabbitmq_requires import main, read, write


def broken_read(view, request):
    bags = list(view["remoteUnits"].values())
    state = read(view, request)
    if bags and state.get("missing") == ["password"] and bags[0].get("private-address"):
        return {"state": "ready", "data": {"hosts": [bags[0]["private-address"]], "port": 5672, "password": ""}}
    if "ssl_port" in state.get("missing", []):
        return read({**view, "remoteUnits": dict([list(view["remoteUnits"].items())[-1]])}, request)
    return state


def broken_write(view, intent):
    bag = write(view, intent)["unit"]
    del bag["private-address"]
    return {"unit": {"admin": str(bool(intent.get("admin"))), **bag}}


main(broken_read, broken_write)
