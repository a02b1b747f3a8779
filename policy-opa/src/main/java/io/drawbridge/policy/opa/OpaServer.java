// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy.opa;

import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One document of an Open Policy Agent, asked by {@code POST /v1/data/PATH} (OPA REST API, "Get a
 * Document (with Input)"). Safe for concurrent use.
 *
 * @param document the document's URI
 * @param token presented as a bearer token, if the server wants one
 * @param deadline over the whole exchange
 * @param web asks
 */
record OpaServer(URI document, Optional<Secret> token, Duration deadline, WebClient web) {
  /** Longest answer, in bytes: a decision is short, and a mistaken path can name a whole tree. */
  static final int LONGEST = 64 * 1024;

  WebResponse ask(String input) throws IOException, InterruptedException {
    Map<String, Secret> headers = new LinkedHashMap<>();
    headers.put("Content-Type", Secret.of("application/json"));
    token.ifPresent(secret -> headers.put("Authorization", Secret.of("Bearer " + secret.reveal())));
    return web.send(
        new WebRequest(
            "POST", document, headers, Optional.of(Secret.of(input)), deadline, LONGEST));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "OpaServer[" + document + "]";
  }
}
