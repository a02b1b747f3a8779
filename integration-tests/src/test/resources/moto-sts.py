# SPDX-License-Identifier: Apache-2.0
"""moto as the STS of a region: a role, a user, and signatures that are checked.

Takes a port; prints one line of JSON with the role's session keys and the user's, when it is ready.
"""
import json
import sys
import threading

import boto3
from moto import settings
from moto.core.responses import BaseResponse
from moto.server import ThreadedMotoServer

# STS answers in JSON to whoever accepts it; moto knows only the older parameter for that.
BaseResponse.request_json = property(
    lambda self: "application/json" in self.headers.get("Accept", "")
)

port = int(sys.argv[1])
server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()


def client(service):
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="of-nobody",
    )


def keys(of, token):
    key = {"AWS_ACCESS_KEY_ID": of["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": of["SecretAccessKey"]}
    return key | ({"AWS_SESSION_TOKEN": of["SessionToken"]} if token else {})


trust = json.dumps({"Version": "2012-10-17", "Statement": []})
roles = {}
for name in ("ci-deploy", "other"):
    arn = client("iam").create_role(RoleName=name, Path="/teams/", AssumeRolePolicyDocument=trust)[
        "Role"
    ]["Arn"]
    session = client("sts").assume_role(RoleArn=arn, RoleSessionName="job-302")
    roles[name] = keys(session["Credentials"], True)
client("iam").create_user(UserName="dana")
user = keys(client("iam").create_access_key(UserName="dana")["AccessKey"], False)

# From here on every signature is checked.
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(json.dumps({"role": roles["ci-deploy"], "other": roles["other"], "user": user}), flush=True)
threading.Event().wait()
