"""
Juju's hook tools, answered from memory, so that charmhelpers runs unchanged: it starts programs, and finds these.

A world is what the test gives: the unit, its config, its machine, and relations with the databags of both sides.
"""

import json
import subprocess

import yaml


class HookTools:
    def __init__(self, world):
        self.world = world
        self.relations = world["relations"]

    def run(self, argv):
        """Gives what the tool prints, and fails as the tool does."""
        name, *words = argv if isinstance(argv, (list, tuple)) else argv.split()
        tool = getattr(self, name.replace("-", "_"), None)
        if tool is None:
            raise FileNotFoundError(f"the test has no program {argv}")
        return tool([word for word in words if not word.startswith("--format")])

    def _relation(self, words):
        """Takes the relation out of the words; a hook of a relation has one of its own."""
        if "-r" in words:
            at = words.index("-r")
            relation_id = words[at + 1]
            del words[at : at + 2]
        else:
            relation_id = self.world.get("hook_relation")
        if relation_id not in self.relations:
            raise subprocess.CalledProcessError(2, "relation-get", b"error: no relation id specified")
        return self.relations[relation_id]

    def relation_ids(self, words):
        return json.dumps(sorted(key for key, relation in self.relations.items() if relation["endpoint"] == words[0]))

    def relation_list(self, words):
        return json.dumps(sorted(self._relation(words)["units"]))

    def relation_get(self, words):
        relation = self._relation(words)
        app = "--app" in words
        key, *rest = [word for word in words if word != "--app"]
        name = rest[0] if rest else self.world.get("hook_unit")
        if name == self.world["unit"]:
            bag = relation["local_unit"]
        elif app:
            bag = relation["remote_app"]
        else:
            bag = relation["units"][name]
        return json.dumps(bag if key == "-" else bag.get(key))

    def relation_set(self, words):
        if words == ["--help"]:
            return "--file"
        relation = self._relation(words)
        bag = relation["local_app" if "--app" in words else "local_unit"]
        with open(words[words.index("--file") + 1], encoding="utf-8") as file:
            settings = yaml.safe_load(file)
        for key, value in settings.items():
            # Juju takes the empty value for an absent key.
            if value is None or value == "":
                bag.pop(key, None)
            else:
                bag[key] = str(value)
        return ""

    def config_get(self, _words):
        return json.dumps(self.world["config"])

    def unit_get(self, _words):
        return json.dumps(self.world["bindings"]["juju-info"])

    def network_get(self, words):
        binding = [word for word in words if not word.startswith("--")][0]
        address = self.world["bindings"].get(binding)
        if address is None:
            raise subprocess.CalledProcessError(1, "network-get", b"no network config found for binding")
        return address

    def is_leader(self, _words):
        return json.dumps(self.world["leader"])

    def goal_state(self, _words):
        return json.dumps({"relations": {}})

    def juju_log(self, _words):
        return ""

    def status_set(self, _words):
        return ""

    def sysctl(self, _words):
        return "net.ipv6.conf.all.disable_ipv6 = 0"

    def dpkg_query(self, _words):
        return ""

    def apt_config(self, _words):
        return ""

    def apt_cache(self, _words):
        return ""

    def systemctl(self, _words):
        return ""


def install(current):
    """Puts the tools in the place of all programs; `current` gives those of the world of the call."""

    def check_output(argv, **options):
        text = current().run(argv)
        return text if options.get("universal_newlines") or options.get("text") else text.encode()

    def check_call(argv, **_options):
        current().run(argv)
        return 0

    def refuse(*args, **_options):
        raise FileNotFoundError(f"the test starts no program: {args}")

    subprocess.check_output = check_output
    subprocess.check_call = check_call
    subprocess.call = check_call
    subprocess.Popen = refuse
