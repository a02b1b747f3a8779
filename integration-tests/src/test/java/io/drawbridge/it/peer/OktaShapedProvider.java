// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.util.Map;

/**
 * The npm package {@code oidc-provider} as {@link OidcProvider} has it, set up so that its tokens
 * look like those of an Okta custom authorization server.
 */
public final class OktaShapedProvider implements AutoCloseable {
  /** What its tokens are for. */
  public static final String AUDIENCE = "api://drawbridge";

  /** The client that asks for tokens. */
  public static final String CLIENT = "0oajob";

  /** The client the gateway introspects as. */
  public static final String GATEWAY_CLIENT = "0oagateway";

  /** The secret of both. */
  public static final String SECRET = OidcProcess.SECRET;

  private final OidcProcess process;

  private OktaShapedProvider(OidcProcess process) {
    this.process = process;
  }

  /** Starts it. */
  public static OktaShapedProvider start() {
    return new OktaShapedProvider(OidcProcess.start("okta"));
  }

  /** What stands for the Okta domain, and for the organisation's own authorization server. */
  public String organisation() {
    return process.address();
  }

  /** The issuer of the custom authorization server. */
  public String issuer() {
    return organisation() + "/oauth2/default";
  }

  /** Makes new keys; the old ones are gone at once. */
  public void rotate() {
    process.rotate();
  }

  /** Revokes the token of that {@code jti}. */
  public void revoke(String id) {
    process.control(Map.of("revoke", id));
  }

  /** How introspection behaves: {@code up}, {@code down}, {@code slow} or {@code lying}. */
  public void introspection(String behaviour) {
    process.control(Map.of("introspection", behaviour));
  }

  /** An access token of the service app, with further claims; a null removes one of its own. */
  public String token(Map<String, ?> claims) {
    return token(claims, Map.of());
  }

  /** The same with another header. */
  public String token(Map<String, ?> claims, Map<String, ?> header) {
    process.control(Map.of("claims", claims, "header", header));
    return process.token(
        "/oauth2/default/v1/token", CLIENT, "grant_type=client_credentials&scope=tunnel");
  }

  /** An ID token that the provider made as such, with further claims. */
  public String idToken(Map<String, ?> claims) {
    return process.control(Map.of("idToken", claims));
  }

  @Override
  public void close() {
    process.close();
  }
}
