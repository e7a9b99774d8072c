"""Answers calls, one JSON document a line: {"call", "args"} is answered by {"value"}, or {"error"} with the trace."""

import json
import sys
import traceback


def serve(calls):
    out = sys.stdout
    # What a library prints must not stand among the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": calls[request["call"]](**request["args"])}
        except Exception:
            answer = {"error": traceback.format_exc()}
        out.write(json.dumps(answer) + "\n")
        out.flush()
