"""charmhelpers as the other side, and charms.reactive, which stands on it."""

import os
import shutil
import site
import sys
import tempfile
import types

site.addsitedir(sys.argv[1])

import hook_tools  # noqa: E402
import lines  # noqa: E402
import machine  # noqa: E402

NOWHERE = {"unit": "nobody/0", "leader": False, "config": {}, "bindings": {}, "interfaces": {}, "relations": {}}
here = types.SimpleNamespace(tools=hook_tools.HookTools(NOWHERE), root=None)
hook_tools.install(lambda: here.tools)
machine.install_modules(lambda: here.tools.world)
open_in_root = machine.rooted(lambda: here.root)

import charmhelpers.osplatform  # noqa: E402

charmhelpers.osplatform.open = open_in_root

import charmhelpers.core.host_factory.ubuntu  # noqa: E402
from charmhelpers.contrib.charmsupport import nrpe  # noqa: E402
from charmhelpers.contrib.database import mysql  # noqa: E402
from charmhelpers.contrib.hahelpers import cluster  # noqa: E402
from charmhelpers.contrib.openstack import cert_utils, context, utils  # noqa: E402
from charmhelpers.contrib.openstack.ha import utils as ha_utils  # noqa: E402
from charmhelpers.core import hookenv, unitdata  # noqa: E402
from charms.reactive import endpoints  # noqa: E402

# Every plugin of Nagios is where those of charms are.
PLUGINS = "/usr/local/lib/nagios/plugins/"
exists = os.path.exists
os.path.exists = lambda path: path.startswith(PLUGINS) if isinstance(path, str) and "/nagios/plugins/" in path else exists(path)

for module in [charmhelpers.core.host_factory.ubuntu, context, nrpe]:
    module.open = open_in_root


def files_in(root):
    """What was written below the root, by path. Some tests have base64 that is no text."""
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                found[os.path.join(folder, name)[len(root) :]] = file.read()
    return found


def relation():
    return here.tools.world["hook_relation"]


def remote_unit():
    return here.tools.world["hook_unit"]


CALLS = {}


def call(act):
    """Makes a function a call: it runs as one hook in the world that is given, and the bags that it leaves are part of the answer."""

    def hook(world, **args):
        here.tools = hook_tools.HookTools(world)
        here.root = tempfile.mkdtemp(prefix="interop-")
        os.environ.update(JUJU_UNIT_NAME=world["unit"], CHARM_DIR=here.root, UNIT_STATE_DB=":memory:", JUJU_HOOK_NAME="config-changed")
        hookenv.cache.clear()
        hookenv._cache_config = None
        unitdata._KV = None
        try:
            value = act(**args)
            bags = {key: {"unit": relation["local_unit"], "app": relation["local_app"]} for key, relation in world["relations"].items()}
            return {"value": value, "bags": bags, "files": files_in(here.root)}
        finally:
            shutil.rmtree(here.root)

    CALLS[act.__name__] = hook
    return act


@call
def relation_set(settings, app=False):
    hookenv.relation_set(relation(), settings, app=app)


@call
def shared_db(tls=False, **args):
    return context.SharedDBContext(ssl_dir=here.root if tls else None, **args)()


@call
def amqp(tls=False):
    return context.AMQPContext(ssl_dir=here.root if tls else None)()


@call
def identity_service():
    return context.IdentityServiceContext()()


@call
def postgresql(database):
    return context.PostgresqlDBContext(database=database)()


@call
def haproxy():
    # It makes a directory of haproxy's.
    context.mkdir = lambda path: None
    return context.HAProxyContext()()


@call
def tell_unit_state(unit_state):
    utils.inform_peers_unit_state(unit_state)


@call
def peers_unit_state():
    return {"states": utils.get_peers_unit_state(), "ready": utils.are_peers_ready()}


@call
def database_requests(unprefixed):
    return mysql.get_db_data(hookenv.relation_get(rid=relation(), unit=remote_unit()), unprefixed=unprefixed)


@call
def allowed_units(database, username, prefix=None, granted=()):
    """Grants are those of addresses that the test says, since there is no database."""
    helper = mysql.MySQLHelper("", "")
    helper.connection = True
    helper.grant_exists = lambda _database, _username, address: address in granted
    return sorted(helper.get_allowed_units(database, username, relation_id=relation(), prefix=prefix))


@call
def is_clustered():
    return cluster.is_clustered()


@call
def ask_hacluster(service, settings=None, haproxy=True):
    data = ha_utils.generate_ha_relation_data(service, extra_settings=settings, haproxy_enabled=haproxy)
    hookenv.relation_set(relation(), data)


@call
def write_checks(services=(), checks=(), remove=(), max_check_attempts=None, primary=True):
    """Registers checks as the charms' hooks do, and leaves their files below the root."""
    nrpe.NRPE.nrpe_confdir = f"{here.root}/etc/nagios/nrpe.d"
    nrpe.NRPE.nagios_exportdir = f"{here.root}/var/lib/nagios/export"
    nrpe.NRPE.nagios_logdir = f"{here.root}/var/log/nagios"
    for folder in [nrpe.NRPE.nrpe_confdir, nrpe.NRPE.nagios_exportdir, nrpe.NRPE.nagios_logdir]:
        os.makedirs(folder)
    nrpe.pwd = types.SimpleNamespace(getpwnam=lambda name: types.SimpleNamespace(pw_uid=os.getuid()))
    nrpe.grp = types.SimpleNamespace(getgrnam=lambda name: types.SimpleNamespace(gr_gid=os.getgid()))
    nrpe.service = lambda *words: True
    nrpe.host.init_is_systemd = lambda service_name=None: True
    register = nrpe.NRPE(primary=primary)
    unit_name = nrpe.get_nagios_unit_name()
    if services:
        nrpe.add_init_service_checks(register, services, unit_name)
        nrpe.add_haproxy_checks(register, unit_name)
        nrpe.add_deferred_restarts_check(register)
    for shortname, description, command in checks:
        register.add_check(shortname=shortname, description=description, check_cmd=command, max_check_attempts=max_check_attempts)
    for name in remove:
        register.remove_check(shortname=name)
    register.write()


@call
def nagios_names():
    return {"hostname": nrpe.get_nagios_hostname(), "context": nrpe.get_nagios_hostcontext(), "unit": nrpe.get_nagios_unit_name()}


@call
def ask_certificates():
    # There is no name server to ask for the machine's name.
    cert_utils.get_hostname = lambda address, fqdn=True: "juju-9f3c1a-4.example.com"
    hookenv.relation_set(relation(), cert_utils.get_certificate_request())


@call
def certificates(names):
    return {
        "bundles": cert_utils.get_requests_for_local_unit(),
        "names": {name: cert_utils.get_bundle_for_cn(name) for name in names},
        "https": cluster.https(),
    }


@call
def process_certificates():
    installed = {}
    cert_utils.mkdir = lambda path: None
    cert_utils.create_ip_cert_links = lambda *args, **options: None
    cert_utils.write_file = lambda path, content, **options: installed.update({path: content})
    cert_utils.install_ca_cert = lambda ca, name: installed.update({name: ca.decode()})
    done = cert_utils.process_certificates("trove", relation(), remote_unit())
    return {"done": done, "installed": installed}


@call
def reactive_publish(json=None, raw=None):
    view = endpoints.Relation(relation())
    view.to_publish.update(json or {})
    view.to_publish_raw.update(raw or {})
    view._flush_data()


@call
def reactive_received():
    return dict(endpoints.Relation(relation()).joined_units[remote_unit()].received)


if __name__ == "__main__":
    lines.serve(CALLS)
