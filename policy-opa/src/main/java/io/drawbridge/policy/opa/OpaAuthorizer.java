// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.WebResponse;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.JsonWriter;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Puts who asks for what before the server and takes nothing but a definite answer. Immutable, safe
 * for concurrent use.
 */
final class OpaAuthorizer implements Authorizer {
  private final OpaServer server;
  private final String rule;

  /**
   * An authorizer.
   *
   * @param rule what the audit calls a decision that names no rule
   */
  OpaAuthorizer(OpaServer server, String rule) {
    this.server = server;
    this.rule = rule;
  }

  @Override
  public Decision authorize(Identity identity, String target, Peer peer)
      throws InterruptedException {
    WebResponse answer;
    try {
      answer = server.ask(input(identity, target, peer));
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
            "the policy is undefined for this input; is " + server.document() + " the right path?");
      }
      return OpaResult.decision(members.get("result"), rule);
    } catch (MalformedJsonException e) {
      return new Decision.Unavailable("the policy agent's answer is not JSON: " + e.getMessage());
    }
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
    return "OpaAuthorizer[" + server + "]";
  }
}
