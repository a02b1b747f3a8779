// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts who asks for what before one document of an Open Policy Agent, by {@code POST /v1/data/PATH}
 * (OPA REST API, "Get a Document (with Input)"), and takes nothing but a definite answer.
 * Immutable, safe for concurrent use.
 *
 * @param token presented as a bearer token, if the server wants one
 * @param deadline over the whole exchange
 * @param rule what the audit calls a decision that names no rule
 */
record OpaAuthorizer(
    URI document, Optional<Secret> token, Duration deadline, WebClient web, String rule)
    implements Authorizer {
  /** Longest answer, in bytes: a decision is short, and a mistaken path can name a whole tree. */
  static final int LONGEST = 64 * 1024;

  @Override
  public Decision authorize(Identity identity, String target, Peer peer)
      throws InterruptedException {
    WebResponse answer;
    try {
      answer = ask(input(identity, target, peer));
    } catch (IOException e) {
      return new Decision.Unavailable("the policy agent cannot be asked: " + e.getMessage());
    }
    if (answer.status() != 200) {
      return new Decision.Unavailable("the policy agent answered with status " + answer.status());
    }
    try {
      Map<String, Object> members = JsonReader.readObject(answer.body(), JsonLimits.STANDARD);
      if (!members.containsKey("result")) {
        return new Decision.Unavailable(
            "the policy is undefined for this input; is " + document + " the right path?");
      }
      return OpaResult.decision(members.get("result"), rule);
    } catch (MalformedJsonException e) {
      return new Decision.Unavailable("the policy agent's answer is not JSON: " + e.getMessage());
    }
  }

  private WebResponse ask(String input) throws IOException, InterruptedException {
    Map<String, Secret> headers = new HashMap<>();
    headers.put("Content-Type", Secret.of("application/json"));
    token.ifPresent(secret -> headers.put("Authorization", Secret.of("Bearer " + secret.reveal())));
    return web.send(
        new WebRequest(
            "POST", document, headers, Optional.of(Secret.of(input)), deadline, LONGEST));
  }

  /** The input document. Claims are texts, lists of texts, or null; an object is left out. */
  static String input(Identity identity, String target, Peer peer) {
    StringBuilder text = new StringBuilder(1024);
    JsonWriter out = new JsonWriter(text).object().name("input").object();
    out.member("issuer", identity.issuer()).member("subject", identity.subject());
    out.name("claims").object();
    for (String name : identity.claims().names()) {
      switch (identity.claims().get(name)) {
        case Claims.Value.Scalar(String scalar) -> out.member(name, scalar);
        case Claims.Value.Many(List<String> texts) -> out.member(name, texts);
        case Claims.Value.Null _ -> out.name(name).value((String) null);
        case Claims.Value.Absent _, Claims.Value.Nested _ -> {}
      }
    }
    out.endObject();
    out.member("labels", identity.labels());
    out.member("target", target).member("listener", peer.listener());
    out.member("source", peer.address().getHostAddress());
    out.member("encrypted", peer.encrypted());
    out.endObject().endObject();
    return text.toString();
  }

  @Override
  public String toString() {
    return "OpaAuthorizer[" + document + "]";
  }
}
