"""Reads YAML with PyYAML, with both of its readers."""

import sys

sys.path[:0] = sys.argv[1:]

import yaml  # noqa: E402
from lines import serve  # noqa: E402

serve({"read": lambda text: [yaml.load(text, Loader=one) for one in (yaml.SafeLoader, yaml.CSafeLoader)]})
