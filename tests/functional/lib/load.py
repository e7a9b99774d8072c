"""A load of authenticated requests on the Trove API, and what became of each. Python's own library only."""
import http.client
import json
import threading
import time
import uuid

# Seconds that an operator's client waits for an answer.
TIMEOUT = 5
RATE = 20
PORT = 8779


class Result:
    """One request: when it began and ended, by the monotonic clock, and why it failed; None when it did not."""

    def __init__(self, began, project):
        self.began, self.ended, self.project, self.why = began, None, project, None


class Load:
    """Asks RATE times a second while its block runs, whether or not the requests before are answered. Every fifth request is a write.

    Each request is a connection of its own, with the token that the client has had from the start.
    """

    def __init__(self, host, admin_project, token):
        self.host, self.token = host, token
        self.path = "/v1.0/%s" % admin_project
        self.results = []
        self.stopped = threading.Event()

    def connect(self):
        """Makes a connection, which has not been used."""
        return http.client.HTTPConnection(self.host, PORT, timeout=TIMEOUT)

    def ask(self, began, project):
        """Makes one request: a quota of a project that has none yet, or the list of datastores."""
        result = Result(began, project)
        connection = None
        try:
            connection = self.connect()
            headers = {"X-Auth-Token": self.token, "Content-Type": "application/json"}
            if project is None:
                connection.request("GET", self.path + "/datastores", headers=headers)
            else:
                body = json.dumps({"quotas": {"instances": 7}})
                connection.request("PUT", "%s/mgmt/quotas/%s" % (self.path, project), body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                result.why = "status %d" % answer.status
        except (OSError, http.client.HTTPException) as error:
            result.why = "%s %s" % (type(error).__name__, error)
        finally:
            if connection is not None:
                connection.close()
        result.ended = time.monotonic()
        if result.why is None and result.ended - began > TIMEOUT:
            result.why = "answered after %.1f s" % (result.ended - began)
        self.results.append(result)

    def go(self):
        number, start = 0, time.monotonic()
        while not self.stopped.wait(max(0, start + number / RATE - time.monotonic())):
            project = uuid.uuid4().hex if number % 5 == 0 else None
            threading.Thread(target=self.ask, args=(time.monotonic(), project), daemon=True).start()
            number += 1

    def __enter__(self):
        self.thread = threading.Thread(target=self.go)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()
        # Those that are on their way end by their own timeout.
        time.sleep(TIMEOUT + 1)

    def failed(self, since=0, until=float("inf")):
        """Gives the failed requests that began in this time."""
        return sorted((one for one in list(self.results) if one.why is not None and since <= one.began < until), key=lambda one: one.began)

    def succeeded(self, since=0):
        return [one for one in list(self.results) if one.why is None and one.began >= since]

    def outage(self, since):
        """Gives how many seconds after `since` the last request began that failed; 0 when none did."""
        failed = self.failed(since)
        return failed[-1].began - since if failed else 0

    def without_service(self, since=0, until=float("inf")):
        """Gives how many seconds in all no request was answered: from one that failed to the next that did not."""
        seconds, out = 0.0, None
        for one in sorted((one for one in list(self.results) if since <= one.began < until), key=lambda one: one.began):
            if one.why is not None and out is None:
                out = one.began
            elif one.why is None and out is not None:
                seconds, out = seconds + one.began - out, None
        return seconds if out is None else float("inf")

    def is_calm(self, seconds=6):
        """Whether requests are answered, and none of those that began in the last seconds has failed."""
        since = time.monotonic() - seconds
        return not self.failed(since) and len(self.succeeded(since)) > 0

    def written(self):
        """Gives the projects whose quota was written, as the API said."""
        return {one.project for one in list(self.results) if one.project is not None and one.why is None}

    def tell(self, failed, since=None):
        """Gives failed requests as a few words for a message, with the seconds after `since` at which they began."""
        reasons = {}
        for one in failed:
            reasons[one.why] = reasons.get(one.why, 0) + 1
        when = "" if since is None or not failed else " from %.1f to %.1f s after" % (failed[0].began - since, failed[-1].began - since)
        return "%d of %d failed%s: %s" % (len(failed), len(self.results), when, reasons)
