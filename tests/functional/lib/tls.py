"""What the verify scripts ask of TLS: whom to trust, what servers show, and a load on whatever URL the catalogue has. Needs openssl on this host."""
import functools
import http.client
import os
import re
import select
import ssl
import subprocess
import tempfile
import threading
import time
from urllib.parse import urlsplit

from cluster import APPLICATION, vip
from juju import address, admin_password, all_active, get_token, juju, python, ssh, units, wait
from load import TIMEOUT, Load, Result

AUTHORITY = "vault"
# The order in which they are encrypted: those that trust first, then those that are trusted.
ENCRYPTED = (APPLICATION, "mariadb", "rabbitmq", "keystone")
folder = tempfile.mkdtemp(prefix="tls-")
ROOTS = os.path.join(folder, "roots.pem")
PEM = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.S)


def roots():
    """Gives the roots that the authority gives out, and writes them where `ROOTS` says."""
    found = PEM.findall(ssh(AUTHORITY + "/0", "cat /var/lib/stand-in-vault/authorities/*/root/cert.pem"))
    with open(ROOTS, "w") as file:
        file.write("".join(found))
    return found


def trust():
    """Makes the context of a client that trusts the authority, and nobody else."""
    roots()
    return ssl.create_default_context(cafile=ROOTS)


def s_client(host, port, *words, starttls=None):
    """Gives what openssl prints of a handshake, and whether it succeeded."""
    more = ("-starttls", starttls) if starttls else ()
    where = "[%s]:%d" % (host, port) if ":" in host else "%s:%d" % (host, port)
    argv = ("openssl", "s_client", "-connect", where) + more + words
    try:
        done = subprocess.run(argv, input="", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20, errors="replace")
    except subprocess.TimeoutExpired:
        return "no answer", False
    return done.stdout, done.returncode == 0 and "Cipher is (NONE)" not in done.stdout


def verified(host, port, name=None, starttls=None):
    """Whether openssl verifies a server by the authority alone, for the address or for a name. The roots have to be there."""
    what = ("-verify_ip", host) if name is None else ("-servername", name, "-verify_hostname", name)
    return s_client(host, port, "-verify_return_error", "-no-CApath", "-CAfile", ROOTS, *what, starttls=starttls)[1]


def shown(host, port, starttls=None):
    """Gives serial number and issuer of the certificate that a server shows; None when it shows none."""
    text, _ = s_client(host, port, starttls=starttls)
    done = subprocess.run(("openssl", "x509", "-noout", "-serial", "-issuer"), input=text, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def servers():
    """Gives every server of the model that speaks TLS: a name, and host, port and what begins TLS there."""
    found = {"the virtual address": (vip(), 8779, None)}
    for unit in units(APPLICATION):
        found[unit] = (address(unit), 8779, None)
        found[unit + " between units"] = (address(unit), 8769, None)
    found["keystone"] = (address("keystone/0"), 5000, None)
    found["mariadb"] = (address("mariadb/0"), 3306, "mysql")
    found["rabbitmq"] = (address("rabbitmq/0"), 5671, None)
    return found


def certificates():
    """Gives what each server shows."""
    return {name: shown(*where) for name, where in servers().items()}


def run(action, *words, unit=AUTHORITY + "/0"):
    juju("run", unit, action, *words)


def settled():
    """Whether all units are active and idle, and still are a little later: a hook may be about to begin."""
    for _ in range(3):
        if not all_active():
            return False
        time.sleep(1.5)
    return all_active()


@functools.lru_cache
def keystone():
    """Gives keystone's address and the administrator's password."""
    return address("keystone/0"), admin_password()


def token(scheme="http", context=None):
    return get_token(scheme, context, keystone())


def catalogue(context=None):
    """Gives the public URL of Trove in the catalogue; keystone is asked by TLS where there is a context."""
    return url_in(token("http" if context is None else "https", context)[1])


def url_in(granted):
    [service] = [one for one in granted["catalog"] if one["type"] == "database"]
    [url] = {one["url"] for one in service["endpoints"] if one["interface"] == "public"}
    return url


def is_encrypted(application):
    """Whether the authority's certificates have come: Trove trusts it, the others show what it has made."""
    if application == APPLICATION:
        return all(trusts(unit, roots()[0]) for unit in units(APPLICATION))
    host, port, starttls = servers()[application]
    return verified(host, port, starttls=starttls)


def line(pem):
    """Gives a line of a certificate that no other has."""
    lines = pem.strip().splitlines()
    return lines[len(lines) // 2]


def trusts(unit, pem):
    """Whether a unit's machine trusts an authority."""
    return python(unit, "print(json.dumps(values['text'] in open('/etc/ssl/certs/ca-certificates.crt').read()))", text=line(pem))


def encrypt():
    """Relates all to the authority, one after the other, and waits until the catalogue says https and all have settled."""
    roots()
    for one in ENCRYPTED:
        juju("integrate", one + ":certificates", AUTHORITY + ":certificates")
        wait("%s has certificates" % one, lambda: is_encrypted(one) and settled(), 300)
    wait("the catalogue says https", lambda: catalogue().startswith("https:"), 120)
    wait("all units are active", settled, 300)
    roots()


def decrypt():
    """Takes the authority away again, the other way round."""
    for one in reversed(ENCRYPTED):
        juju("remove-relation", one + ":certificates", AUTHORITY + ":certificates")
        wait("%s does without certificates" % one, settled, 300)
    wait("the catalogue says http", lambda: catalogue().startswith("http:"), 120)
    wait("all units are active", settled, 300)


def is_dropped(connection):
    """Whether the server has closed a connection that waits for the next request, as clients look before they use one again."""
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])


class CatalogueLoad(Load):
    """The same load on the URL in the catalogue, which is read again when a request fails. Beside new connections there are some that are kept."""

    KEPT = 3

    def __init__(self):
        self.context = trust()
        # How keystone is asked.
        self.scheme = "http"
        own, granted = token()
        super().__init__(vip(), granted["project"]["id"], own)
        self.url = url_in(granted)
        self.reading = threading.Lock()
        # When the URL was another than before.
        self.urls = [(time.monotonic(), self.url)]

    def trust_too(self):
        """Trusts what the authority gives out by now as well."""
        roots()
        self.context.load_verify_locations(ROOTS)

    def connect(self):
        url = urlsplit(self.url)
        if url.scheme == "https":
            return http.client.HTTPSConnection(url.hostname, url.port, timeout=TIMEOUT, context=self.context)
        return http.client.HTTPConnection(url.hostname, url.port, timeout=TIMEOUT)

    def read_catalogue(self):
        """Reads the URL again, unless another thread does so."""
        if not self.reading.acquire(blocking=False):
            return
        try:
            self.url = url_in(token(self.scheme, self.context)[1])
            if self.url != self.urls[-1][1]:
                self.urls.append((time.monotonic(), self.url))
        except (OSError, SystemExit):
            pass
        finally:
            self.reading.release()

    def ask(self, began, project):
        before = len(self.failed())
        super().ask(began, project)
        if len(self.failed()) > before:
            self.read_catalogue()

    def keep(self):
        """Asks five times a second on one connection, for as long as the server keeps it."""
        connection, url = None, None
        while not self.stopped.wait(0.2):
            result = Result(time.monotonic(), None)
            try:
                if connection is None or url != self.url or is_dropped(connection):
                    if connection is not None:
                        connection.close()
                    connection, url = self.connect(), self.url
                connection.request("GET", self.path + "/datastores", headers={"X-Auth-Token": self.token})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    result.why = "status %d on a kept connection" % answer.status
            except (OSError, http.client.HTTPException) as error:
                result.why = "%s %s on a kept connection" % (type(error).__name__, error)
                connection = None
            result.ended = time.monotonic()
            self.results.append(result)
            if result.why is not None:
                self.read_catalogue()

    def __enter__(self):
        # Each process of the API has asked keystone about the token before.
        quick = 0
        while quick < 30 and len(self.results) < 300:
            self.ask(time.monotonic(), None)
            last = self.results[-1]
            quick = quick + 1 if last.why is None and last.ended - last.began < 0.3 else 0
        self.results.clear()
        self.kept = [threading.Thread(target=self.keep, daemon=True) for _ in range(self.KEPT)]
        for one in self.kept:
            one.start()
        return super().__enter__()
