"""Reads a file with oslo.config, and the same values with the types of its options alone."""

import os
import sys
import tempfile

sys.path[:0] = sys.argv[1:]

from oslo_config import cfg, types  # noqa: E402
from lines import serve  # noqa: E402

KINDS = {
    "text": types.String(),
    "text without quotes": types.String(quotes=True),
    "list": types.List(),
    "list without quotes": types.List(types.String(quotes=True)),
    "dict": types.Dict(),
    "boolean": types.Boolean(),
    "integer": types.Integer(),
    "host": types.HostAddress(),
    "url": types.URI(),
}


def attempt(read):
    try:
        return {"value": read()}
    except (ValueError, cfg.ConfigFileValueError):
        return {"refused": True}


def read(text, names, kind):
    """Reads each option of the group `given`, of one kind. Every other option of the file is a text."""
    conf = cfg.ConfigOpts()
    conf.register_opts([cfg.StrOpt("own_key"), cfg.StrOpt("name")])
    conf.register_opts([cfg.StrOpt("own_key")], group="other")
    if kind == "several":
        conf.register_opts([cfg.MultiStrOpt(name) for name in names], group="given")
    else:
        conf.register_opts([cfg.Opt(name, type=KINDS[kind]) for name in names], group="given")
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8", newline="", delete=False) as file:
        file.write(text)
    try:
        conf(["--config-file", file.name], project="reader", default_config_dirs=[])
        return [attempt(lambda: conf.given[name]) for name in names]
    finally:
        os.unlink(file.name)


def alone(texts, kind):
    """Gives what a kind of option makes of each text itself."""
    return [attempt(lambda: KINDS[kind](text)) for text in texts]


serve({"read": read, "alone": alone})
