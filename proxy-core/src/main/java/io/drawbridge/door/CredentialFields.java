// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.AuthenticatorSettings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The credentials in a request's head. {@code Proxy-Authorization: Bearer T} (RFC 6750 §2.1) and
 * {@code Basic anything:T} (RFC 7617) are both the token T; {@code Drawbridge-Credential: NAME
 * TOKEN} is a companion. How long a token may be is the head's limit alone: a lower one would
 * refuse what an issuer may send, whatever is configured. No explanation repeats a value.
 */
final class CredentialFields {
  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private CredentialFields() {}

  /**
   * What the client presents; without any, {@link Credentials#NONE}: whoever decides says what is
   * missing.
   *
   * @param encrypted whether the client's leg is TLS; companions are refused elsewhere
   * @throws RefusedException BAD_REQUEST if they are ambiguous or malformed, UNAUTHENTICATED if the
   *     scheme is another one
   */
  static Credentials of(HttpHead head, boolean encrypted) throws RefusedException {
    Optional<String> main = head.value("Proxy-Authorization");
    if (main.isPresent() && !head.values("Authorization").isEmpty()) {
      // Which of the two is meant cannot be told, and guessing would be deciding.
      throw HttpHead.malformed("both Proxy-Authorization and Authorization are there");
    }
    Optional<Secret> token = main.isPresent() ? token(main.get()) : Optional.empty();
    Credentials credentials = token.map(Credentials::of).orElse(Credentials.NONE);
    return withCompanions(credentials, head.values("Drawbridge-Credential"), encrypted);
  }

  private static Optional<Secret> token(String value) throws RefusedException {
    int space = value.indexOf(' ');
    String scheme = space < 0 ? value : value.substring(0, space);
    String rest = space < 0 ? "" : value.substring(space).stripLeading();
    if (scheme.equalsIgnoreCase("Bearer")) {
      return Optional.of(plainToken(rest, "a Bearer token"));
    }
    if (scheme.equalsIgnoreCase("Basic")) {
      return password(rest);
    }
    throw new RefusedException(
        Refusal.UNAUTHENTICATED, "the scheme of Proxy-Authorization must be Basic or Bearer");
  }

  /** The characters of RFC 9110 §11.2 token68. A comma is none: a list is never one token. */
  private static Secret plainToken(String text, String what) throws RefusedException {
    if (!TOKEN68.matcher(text).matches()) {
      throw HttpHead.malformed(what + " is letters, digits and -._~+/ with '=' at its end");
    }
    return Secret.of(text);
  }

  /** An empty password is no credential: an unset variable in a proxy's URL looks like this. */
  private static Optional<Secret> password(String base64) throws RefusedException {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw HttpHead.malformed("Proxy-Authorization: Basic needs base64 of USER:TOKEN");
    }
    try {
      String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
      int colon = pair.indexOf(':');
      if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
        throw HttpHead.malformed("Proxy-Authorization: Basic needs base64 of USER:TOKEN");
      }
      return colon == pair.length() - 1
          ? Optional.empty()
          : Optional.of(Secret.of(pair.substring(colon + 1)));
    } catch (CharacterCodingException _) {
      throw HttpHead.malformed("the token in Proxy-Authorization: Basic is not UTF-8");
    } finally {
      Arrays.fill(decoded, (byte) 0);
    }
  }

  private static Credentials withCompanions(
      Credentials credentials, List<String> values, boolean encrypted) throws RefusedException {
    if (!values.isEmpty() && !encrypted) {
      throw HttpHead.malformed("Drawbridge-Credential is taken over TLS alone");
    }
    if (values.size() > AuthenticatorSettings.MOST_COMPANIONS) {
      throw HttpHead.malformed(
          "Drawbridge-Credential comes more than "
              + AuthenticatorSettings.MOST_COMPANIONS
              + " times");
    }
    Credentials all = credentials;
    for (String value : values) {
      int space = value.indexOf(' ');
      String name = space < 0 ? "" : value.substring(0, space);
      if (!AuthenticatorSettings.COMPANION.matcher(name).matches()) {
        throw HttpHead.malformed("Drawbridge-Credential is NAME TOKEN");
      }
      if (all.companion(name).isPresent()) {
        throw HttpHead.malformed("Drawbridge-Credential " + name + " comes more than once");
      }
      all =
          all.withCompanion(
              name, plainToken(value.substring(space + 1), "the token of Drawbridge-Credential"));
    }
    return all;
  }
}
