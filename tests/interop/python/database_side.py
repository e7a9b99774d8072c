"""Connects to a database by its URL, as a service does."""

import sys

sys.path[:0] = sys.argv[1:]

from sqlalchemy import create_engine, text  # noqa: E402
from lines import serve  # noqa: E402


def connect(url):
    """Gives the cipher of a connection, empty when it has none, or why there is no connection."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {"cipher": connection.execute(text("show session status like 'Ssl_cipher'")).fetchone()[1]}
    except Exception as error:
        return {"error": str(error)}
    finally:
        engine.dispose()


serve({"connect": connect})
