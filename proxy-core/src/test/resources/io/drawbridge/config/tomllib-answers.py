# SPDX-License-Identifier: Apache-2.0
# Reads documents, each a line of base64, and answers each with a line: what Python's tomllib makes of it, or "refused".
import base64
import datetime
import struct
import sys
import tomllib


def micros(time):
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond


def shown(value):
    if isinstance(value, dict):
        return "{" + ",".join(hexed(k) + "=" + shown(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(shown, value)) + "]"
    if isinstance(value, str):
        return hexed(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("beyond 64 bits, which TOML refuses and Python does not")
        return str(value)
    if isinstance(value, float):
        return "nan" if value != value else "f" + struct.pack(">d", value).hex()
    if isinstance(value, datetime.datetime):
        day = value.toordinal() - 719163
        at = day * 86_400_000_000 + micros(value)
        if value.tzinfo is None:
            return "l" + str(at)
        return "o" + str(at - value.utcoffset() // datetime.timedelta(microseconds=1))
    if isinstance(value, datetime.date):
        return "d" + str(value.toordinal() - 719163)
    return "t" + str(micros(value))


def hexed(text):
    return "s" + text.encode().hex()


for line in sys.stdin:
    try:
        print(shown(tomllib.loads(base64.b64decode(line).decode())))
    except (ValueError, RecursionError):
        print("refused")
