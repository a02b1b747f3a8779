# SPDX-License-Identifier: Apache-2.0
"""Prints caller-identity.json: GetCallerIdentity as botocore signs it, for comparison with ours.

    python3 -m venv D && D/bin/pip install botocore==1.44.5
    D/bin/python caller-identity.py > caller-identity.json

The keys are invented; only AKIDEXAMPLE is known, from AWS's own examples.
"""
import datetime
import json

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

BODY = "Action=GetCallerIdentity&Version=2011-06-15"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SESSION = "IQoJb3JpZ2luX2VjEOT//////////wEaDGV1LWNlbnRyYWwtMSJHMEUCIQDx+/y0abc==" * 8


def vector(name, region, date, key, session, audience, nonce, host=None, secret=SECRET):
    host = host or "sts." + region + ".amazonaws.com" + (".cn" if region.startswith("cn-") else "")
    now = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda: now
    request = AWSRequest(
        method="POST",
        url="https://" + host + "/",
        data=BODY,
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Host": host,
            "x-drawbridge-audience": audience,
            "x-drawbridge-nonce": nonce,
        },
    )
    botocore.auth.SigV4Auth(Credentials(key, secret, session), "sts", region).add_auth(request)
    return {
        "name": name,
        "region": region,
        "host": host,
        "date": date,
        "key": key,
        "secret": secret,
        "session": session,
        "audience": audience,
        "nonce": nonce,
        "authorization": request.headers["Authorization"],
    }


NONCE = "00112233445566778899aabbccddeeff"
AUDIENCE = "https://drawbridge.example.com"
VECTORS = [
    vector("a user", "eu-central-1", "20261123T120000Z", "AKIAIOSFODNN7EXAMPLE", None, AUDIENCE, NONCE),
    vector("a role", "us-east-1", "20261123T120001Z", "ASIAIOSFODNN7EXAMPLE", SESSION, AUDIENCE, NONCE),
    vector("a leap day", "eu-west-2", "20280229T235959Z", "ASIAIOSFODNN7EXAMPLE", SESSION, AUDIENCE, NONCE),
    vector("the first second of a year", "us-east-1", "20270101T000000Z", "AKIAIOSFODNN7EXAMPLE", None, AUDIENCE, "f" * 32),
    vector("China", "cn-north-1", "20261123T120000Z", "ASIAIOSFODNN7EXAMPLE", SESSION, AUDIENCE, NONCE),
    vector("GovCloud", "us-gov-west-1", "20261123T120000Z", "ASIAIOSFODNN7EXAMPLE", SESSION, AUDIENCE, NONCE),
    vector("an endpoint with a port", "us-east-1", "20261123T120000Z", "ASIAIOSFODNN7EXAMPLE", SESSION, AUDIENCE, NONCE, host="127.0.0.1:5000"),
    vector("another audience", "us-east-1", "20261123T120000Z", "ASIAIOSFODNN7EXAMPLE", SESSION, "urn:gateway:b/2?x=%20&y=~;z", NONCE),
    vector("a secret of the other alphabet", "us-east-1", "20261123T120000Z", "AKIAIOSFODNN7EXAMPLE", None, AUDIENCE, NONCE, secret="+/aA0=" * 7),
]
print(json.dumps(VECTORS, indent=1))
