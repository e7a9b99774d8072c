"""Connects to a broker as a service does, from its configuration file."""

import os
import sys
import tempfile

sys.path[:0] = sys.argv[1:]

import oslo_messaging  # noqa: E402
from oslo_config import cfg  # noqa: E402
from oslo_messaging._drivers import common, impl_rabbit  # noqa: E402
from lines import serve  # noqa: E402

TRANSPORTS = {"rpc": oslo_messaging.get_rpc_transport, "notifications": oslo_messaging.get_notification_transport}


def connect(text, transport):
    """Opens one connection for one transport, without a second try, and gives why it has failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
        file.write(text)
    try:
        conf = cfg.ConfigOpts()
        conf(["--config-file", file.name], project="reader", default_config_dirs=[])
        driver = TRANSPORTS[transport](conf)._driver
        impl_rabbit.Connection(driver.conf, driver._url, common.PURPOSE_SEND, retry=0)
        return ""
    except Exception as error:
        return str(error)
    finally:
        os.unlink(file.name)


serve({"connect": connect})
