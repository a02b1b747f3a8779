// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import java.util.List;

/**
 * One authenticator, a table {@code auth.NAME}.
 *
 * @param name what rules call it
 * @param source how it comes to be
 * @param companions further credentials that are demanded with its own: each is the name of another
 *     authenticator, which must verify the companion of that name. Its claims are then {@code
 *     NAME.CLAIM}
 * @param closeOnExpiry whether tunnels of its identities end when their credential's life does
 */
public record AuthenticatorSettings(
    String name,
    PluginSource<Authenticator, AuthenticatorProvider> source,
    List<String> companions,
    boolean closeOnExpiry) {
  /**
   * A credential that is sent as a companion carries its authenticator's name in a header of the
   * request, three at most.
   */
  private static final String COMPANION = "[a-z][a-z0-9-]{0,31}";

  private static final int MOST_COMPANIONS = 3;

  /** Copies the list. */
  public AuthenticatorSettings {
    companions = List.copyOf(companions);
  }

  /** Without companions; its tunnels end with their credential. */
  public static AuthenticatorSettings of(
      String name, PluginSource<Authenticator, AuthenticatorProvider> source) {
    return new AuthenticatorSettings(name, source, List.of(), true);
  }

  /** Demanding these companions. */
  public AuthenticatorSettings companions(List<String> names) {
    return new AuthenticatorSettings(name, source, names, closeOnExpiry);
  }

  /** Ending its tunnels with their credential, or not. */
  public AuthenticatorSettings closeOnExpiry(boolean end) {
    return new AuthenticatorSettings(name, source, companions, end);
  }

  /**
   * Refuses a companion that cannot be sent, or that nobody could verify: it would shut all out.
   */
  void check(List<String> authenticators) {
    for (String companion : companions) {
      boolean other = authenticators.contains(companion) && !companion.equals(name);
      new Bounds("auth." + name)
          .require(
              other && companion.matches(COMPANION) && companions.size() <= MOST_COMPANIONS,
              "companions",
              "\""
                  + companion
                  + "\" must be another [auth.NAME], in lower case; at most 3 can be asked for");
    }
  }
}
