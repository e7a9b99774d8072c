"""
Charms on ops. Those of the first half use libraries of PyPI. For those of the second half PyPI has none: each does what the charm of its
name does, after the protocol, and shows that what stands in the databags is what a charm on ops reads and writes.

A charm's endpoint is `other`; what it has understood goes into `SEEN`; what it is to ask for stands in `ASK`.
"""

import json
from datetime import timedelta

import ops
import pgsql
import yaml
from charmlibs.interfaces import tls_certificates
from opslib.mysql import MySQLClient
from pgconnstr import ConnectionString

ENDPOINT = "other"
SEEN = {}
ASK = {}


class Charm(ops.CharmBase):
    role = "requires"

    @property
    def relation(self):
        return self.model.get_relation(ENDPOINT)

    @property
    def own(self):
        return self.relation.data[self.unit]

    def remote(self, unit=None):
        return dict(self.relation.data[unit or sorted(self.relation.units, key=lambda each: each.name)[0]])


class PgsqlClient(Charm):
    """ops-lib-pgsql, as its README says."""

    def __init__(self, framework):
        super().__init__(framework)
        self.db = pgsql.PostgreSQLClient(self, ENDPOINT)
        framework.observe(self.db.on.database_relation_joined, self.ask)
        framework.observe(self.db.on.master_changed, self.note_master)
        framework.observe(self.db.on.standby_changed, self.note_standbys)

    def ask(self, event):
        if self.unit.is_leader():
            for key, value in ASK.items():
                setattr(event, key, value)

    def note_master(self, event):
        SEEN["master"] = None if event.master is None else {**vars_of(event.master), "uri": event.master.uri}

    def note_standbys(self, event):
        SEEN["standbys"] = [vars_of(each) for each in event.standbys]


def vars_of(connection):
    return {key: getattr(connection, key) for key in ["dbname", "host", "port", "user", "password"]}


class MysqlClient(Charm):
    """ops-lib-mysql, as its documentation says."""

    def __init__(self, framework):
        super().__init__(framework)
        self.db = MySQLClient(self, ENDPOINT)
        framework.observe(self.db.on.database_changed, self.note)

    def note(self, event):
        SEEN["available"] = event.is_available


class SigningClient(Charm):
    """The newer protocol under the name of tls-certificates: asks with a signing request."""

    def __init__(self, framework):
        super().__init__(framework)
        request = tls_certificates.CertificateRequestAttributes(common_name="trove.example.com")
        self.tls = tls_certificates.TLSCertificatesRequiresV4(self, ENDPOINT, certificate_requests=[request])


class SigningProvider(Charm):
    """The newer protocol: signs what it is asked for."""

    role = "provides"

    def __init__(self, framework):
        super().__init__(framework)
        self.tls = tls_certificates.TLSCertificatesProvidesV4(self, ENDPOINT)
        framework.observe(self.on[ENDPOINT].relation_changed, self.sign)

    def sign(self, _event):
        key = tls_certificates.generate_private_key()
        ca = tls_certificates.generate_ca(private_key=key, validity=timedelta(days=1), common_name="ca.example.com")
        for asked in self.tls.get_outstanding_certificate_requests():
            request = asked.certificate_signing_request
            certificate = tls_certificates.generate_certificate(csr=request, ca=ca, ca_private_key=key, validity=timedelta(days=1))
            self.tls.set_relation_certificate(
                tls_certificates.ProviderCertificate(
                    relation_id=asked.relation_id, certificate=certificate, certificate_signing_request=request, ca=ca, chain=[ca]
                )
            )


class Watching(Charm):
    """Looks at the relation whenever it changes."""

    def __init__(self, framework):
        super().__init__(framework)
        framework.observe(self.on[ENDPOINT].relation_changed, self.look)

    def look(self, event):
        raise NotImplementedError


class RabbitmqServer(Watching):
    role = "provides"

    def look(self, _event):
        asked = self.remote()
        SEEN.update(asked)
        # The broker tells where it is before it has done anything.
        self.own.update({"hostname": "10.5.1.31", "private-address": "10.5.1.31"})
        if asked.get("username") and asked.get("vhost"):
            self.own["password"] = f"password-of-{asked['username']}"


class Keystone(Watching):
    """Keystone on machines: the leader's unit databag."""

    role = "provides"

    def look(self, _event):
        asked = self.remote()
        SEEN.update(asked)
        address_only = "None" in asked.values()
        for which, port in [("service", 5000), ("auth", 35357), ("internal", 5000)]:
            self.own.update({f"{which}_host": "10.5.0.30", f"{which}_port": str(port), f"{which}_protocol": "http"})
        self.own["api_version"] = "3"
        if address_only:
            self.own["region"] = "RegionOne"
            return
        self.own.update(
            {
                "service_username": asked["service"],
                "service_password": "password",
                "service_tenant": "services",
                "service_tenant_id": "1234abcd",
                "service_domain": "service_domain",
                "service_domain_id": "77aa66bb",
            }
        )


class KeystoneK8s(Watching):
    """Keystone on Kubernetes: the application databag, and the user in a Juju secret."""

    role = "provides"

    def look(self, _event):
        asked = self.relation.data[self.relation.app]
        SEEN.update(region=asked["region"], endpoints=json.loads(asked["service-endpoints"]))
        secret = self.app.add_secret({"username": "svc_trove", "password": "password"})
        secret.grant(self.relation)
        answer = {"api-version": "v3", "service-credentials": secret.id, "service-project-name": "services"}
        answer.update({"service-project-id": "1234abcd", "service-domain-name": "service_domain", "admin-role": "admin"})
        for which in ["service", "auth", "internal"]:
            answer.update({f"{which}-host": "keystone.internal", f"{which}-port": "80", f"{which}-protocol": "http"})
        for which in ["public", "internal", "admin"]:
            answer[f"{which}-auth-url"] = "http://keystone.internal:80/openstack-keystone/v3"
        self.relation.data[self.app].update(answer)


class Postgresql(Watching):
    """The classic server, which writes its connection strings with pgconnstr."""

    role = "provides"

    def look(self, _event):
        asked = self.remote()
        SEEN.update(asked)
        user = {"dbname": asked["database"], "user": "juju_trove", "password": "it's a \\ secret", "port": 5432}
        self.own.update({key: asked[key] for key in ["database", "roles", "extensions"] if key in asked})
        self.own["master"] = str(ConnectionString(host="10.5.5.31", **user))
        self.own["standbys"] = "\n".join(str(ConnectionString(host=host, **user)) for host in ["10.5.5.32", "10.5.5.33"])
        self.own["allowed-subnets"] = asked["egress-subnets"]
        self.own["version"] = "14.9"


class Hacluster(Watching):
    role = "provides"

    def look(self, _event):
        for key, value in self.remote().items():
            if key.startswith("json_"):
                SEEN[key] = json.loads(value)
        self.own["clustered"] = "yes"


class Nrpe(Watching):
    role = "requires"

    def look(self, _event):
        self.own.update({"nagios_hostname": "juju-trove-0", "nagios_host_context": "juju"})
        sent = self.remote()
        SEEN["primary"] = sent.get("primary")
        if "monitors" in sent:
            SEEN["monitors"] = yaml.safe_load(sent["monitors"])


CHARMS = {each.__name__: each for each in [PgsqlClient, MysqlClient, SigningClient, SigningProvider, RabbitmqServer, Keystone, KeystoneK8s]}
CHARMS.update({each.__name__: each for each in [Postgresql, Hacluster, Nrpe]})
