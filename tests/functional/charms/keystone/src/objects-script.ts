/**
 * The program that looks after what clients asked keystone for. It gets everything on its standard input, passwords among it, and
 * prints what it found as JSON. With "make" it also makes what is missing; without, it only reads.
 */
export const objectsScript = `import json, sys, time, urllib.error, urllib.parse, urllib.request

asked = json.load(sys.stdin)
make = asked["make"]
token = ""


class Missing(Exception):
    pass


def call(method, path, body=None, expect=()):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "X-Auth-Token": token}
    request = urllib.request.Request(asked["url"] + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text else {}
    except urllib.error.HTTPError as error:
        if error.code in expect:
            return None, None
        sys.exit("keystone answers %d to %s %s" % (error.code, method, path))


def authenticate(user, scope):
    password = {"user": user}
    body = {"auth": {"identity": {"methods": ["password"], "password": password}, "scope": scope}}
    return call("POST", "/auth/tokens", body, expect=(401,))


def ensure(kind, query, body):
    found = call("GET", "/%ss?%s" % (kind, urllib.parse.urlencode(query)))[1][kind + "s"]
    if found and all(found[0].get(key) == value for key, value in body.items()):
        return found[0]["id"]
    if not make:
        raise Missing
    if found:
        return call("PATCH", "/%ss/%s" % (kind, found[0]["id"]), {kind: body})[1][kind]["id"]
    return call("POST", "/%ss" % kind, {kind: {**query, **body}})[1][kind]["id"]


def grant(project, user, role):
    path = "/projects/%s/users/%s/roles/%s" % (project, user, role)
    if call("HEAD", path, expect=(404,))[0] is None:
        if not make:
            raise Missing
        call("PUT", path)


def password(user, project, text):
    credentials = {"id": user, "password": text}
    if authenticate(credentials, {"project": {"id": project}})[0] is None:
        if not make:
            raise Missing
        call("PATCH", "/users/" + user, {"user": {"password": text}})


def serve(client, common):
    for endpoint in client["endpoints"]:
        if call("GET", "/regions/" + endpoint["region"], expect=(404,))[0] is None:
            if not make:
                raise Missing
            call("POST", "/regions", {"region": {"id": endpoint["region"]}})
        service = ensure("service", {"type": endpoint["type"], "name": endpoint["service"]}, {"enabled": True})
        for interface, url in endpoint["urls"].items():
            where = {"service_id": service, "interface": interface, "region_id": endpoint["region"]}
            ensure("endpoint", where, {"url": url})
    user = ensure("user", {"name": client["user"], "domain_id": common["domain"]}, {"enabled": True})
    names = [asked["admin_role"], "service"] + client["roles"]
    roles = [ensure("role", {"name": name}, {}) for name in names]
    for role in roles:
        grant(common["project"], user, role)
    for name in client["admin_roles"]:
        grant(common["admin_project"], common["admin_user"], ensure("role", {"name": name}, {}))
    # Last, since only a user that may do something in the project gets a token for it.
    password(user, common["project"], client["password"])
    return {"user": user}


admin = {"name": "admin", "domain": {"id": "default"}, "password": asked["password"]}
for left in reversed(range(60)):
    try:
        headers, body = authenticate(admin, {"project": {"name": "admin", "domain": {"id": "default"}}})
        break
    except (urllib.error.URLError, ConnectionError) as error:
        if left == 0:
            sys.exit("keystone does not answer: %s" % error)
        time.sleep(0.5)
if headers is None:
    sys.exit("keystone does not know the administrator's password")
token = headers["X-Subject-Token"]
found = {"admin_project": body["token"]["project"]["id"], "admin_user": body["token"]["user"]["id"]}
try:
    found["domain"] = ensure("domain", {"name": "service_domain"}, {"enabled": True})
    found["project"] = ensure("project", {"name": "services", "domain_id": found["domain"]}, {"enabled": True})
    found["clients"] = {name: serve(client, found) for name, client in asked["clients"].items()}
    print(json.dumps(found))
except Missing:
    print("missing")
`
