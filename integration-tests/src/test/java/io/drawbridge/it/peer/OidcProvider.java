// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The real npm package {@code oidc-provider} under Node: an OpenID provider that nobody of this
 * project wrote.
 */
public final class OidcProvider implements AutoCloseable {
  private final OidcProcess process;

  private OidcProvider(OidcProcess process) {
    this.process = process;
  }

  /** Starts it. */
  public static OidcProvider start() {
    return new OidcProvider(OidcProcess.start());
  }

  /** Its issuer. */
  public String issuer() {
    return process.address();
  }

  /** Where its keys are. */
  public String keys() {
    return issuer() + "/jwks";
  }

  /** Makes new keys; the old ones are gone at once. */
  public void rotate() {
    process.rotate();
  }

  /** A token for an audience with these claims beside its own; a null removes one of its own. */
  public String token(String audience, Map<String, ?> claims) {
    return token(audience, claims, Map.of(), 600);
  }

  /** The same with another header and life. */
  public String token(String audience, Map<String, ?> claims, Map<String, ?> header, int seconds) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("claims", claims);
    order.put("header", header);
    order.put("lifetime", seconds);
    process.control(order);
    String form =
        "grant_type=client_credentials&scope=tunnel&resource="
            + URLEncoder.encode(audience, StandardCharsets.UTF_8);
    return process.token("/token", "job", form);
  }

  @Override
  public void close() {
    process.close();
  }
}
