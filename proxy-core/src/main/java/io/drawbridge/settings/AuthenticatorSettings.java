// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Authenticator;
import java.util.List;
import java.util.regex.Pattern;

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
    PluginSource<Authenticator> source,
    List<String> companions,
    boolean closeOnExpiry) {
  /** What a companion can be called: it is sent with that name in a field of the request. */
  public static final Pattern COMPANION = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** With the credential itself four of the longest (13 KB) fit the longest head (64 KiB). */
  public static final int MOST_COMPANIONS = 3;

  /** Copies the list. */
  public AuthenticatorSettings {
    companions = List.copyOf(companions);
  }

  /** Without companions; its tunnels end with their credential. */
  public static AuthenticatorSettings of(String name, PluginSource<Authenticator> source) {
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

  /** Refuses a companion that cannot be sent or that nobody could verify: it would shut all out. */
  void check(List<String> authenticators) {
    for (String companion : companions) {
      boolean other = authenticators.contains(companion) && !companion.equals(name);
      new Bounds("auth." + name)
          .require(
              other
                  && COMPANION.matcher(companion).matches()
                  && companions.size() <= MOST_COMPANIONS,
              "companions",
              "\""
                  + companion
                  + "\" must be another [auth.NAME], in lower case; at most 3 can be asked for");
    }
  }
}
