// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the Security Token Service of a region who signed a proof. The request is made here, of
 * parts that are fixed or checked one by one: a client that could send anything else, however
 * well-formed, could have AWS answer in its words (CVE-2020-16250). Safe for concurrent use.
 */
final class StsClient {
  /** Below the gateway's deadline of three seconds: a slow STS is no fault of the plugin. */
  private static final Duration DEADLINE = Duration.ofMillis(2_500);

  private static final Secret BODY = Secret.of(CallerRequest.BODY);
  private static final Secret ANSWER_TYPE = Secret.of("application/json");

  private final AuthorityClock web;
  private final String audience;
  private final Map<String, URI> endpoints;

  private StsClient(AuthorityClock web, String audience, Map<String, URI> endpoints) {
    this.web = web;
    this.audience = audience;
    this.endpoints = Map.copyOf(endpoints);
  }

  /**
   * Reads {@code regions}, and {@code endpoints} for those whose STS is reached at another address
   * than AWS's own.
   */
  static StsClient read(Settings settings, AuthorityClock web, String audience)
      throws InvalidSettingsException {
    Map<String, URI> endpoints = new LinkedHashMap<>();
    for (String region : settings.texts("regions")) {
      Partition partition =
          Partition.of(region)
              .orElseThrow(
                  () ->
                      settings.invalid(
                          "regions", "\"" + region + "\" is not a region, like eu-central-1"));
      endpoints.put(region, URI.create("https://" + partition.sts(region) + "/"));
    }
    if (endpoints.isEmpty()) {
      throw settings.invalid("regions", "name the regions whose STS jobs sign for");
    }
    Optional<Settings> others = settings.table("endpoints");
    if (others.isPresent()) {
      for (String region : others.get().keys()) {
        URI other = endpoint(others.get(), region);
        if (endpoints.replace(region, other) == null) {
          throw others.get().invalid(region, "it is not one of the regions");
        }
      }
    }
    return new StsClient(web, audience, endpoints);
  }

  private static URI endpoint(Settings others, String region) throws InvalidSettingsException {
    URI uri = KeySettings.web(others, region, others.uri(region));
    boolean root = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    if (!root || !uri.getHost().equals(uri.getHost().toLowerCase(Locale.ROOT))) {
      throw others.invalid(region, "it must be a scheme, a host in lower case and a port alone");
    }
    return uri.resolve("/");
  }

  boolean knows(String region) {
    return endpoints.containsKey(region);
  }

  String regions() {
    return String.join(", ", endpoints.keySet().stream().sorted().toList());
  }

  Optional<Duration> clockOffset() {
    return web.offset();
  }

  /** Asks who signed the proof, whose region must be known. */
  StsAnswer ask(CallerProof proof) throws InterruptedException {
    URI endpoint = endpoints.get(proof.region());
    // The audience is ours: a proof signed for another gateway does not fit this request.
    CallerRequest request =
        new CallerRequest(proof.region(), proof.date(), audience, proof.nonce(), proof.session());
    Map<String, Secret> fields = request.fields();
    fields.put("accept", ANSWER_TYPE);
    fields.put("authorization", request.authorization(proof.key(), proof.signature()));
    try {
      return AnswerReader.read(
          web.send(
              new WebRequest(
                  "POST", endpoint, fields, Optional.of(BODY), DEADLINE, AnswerReader.LONGEST)));
    } catch (IOException e) {
      return new StsAnswer.Silent("STS cannot be asked: " + e.getMessage());
    }
  }
}
