// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer's public keys by name (RFC 7517, section 5). A set that holds a private or symmetric
 * key is refused as a whole: whoever published it did not know what they did. Where one name stands
 * for two different usable keys, it alone is unusable, since which of them is meant cannot be told;
 * one that cannot verify anything, such as one for encryption, makes no name ambiguous. Immutable.
 */
final class PublicKeys {
  /** A set of ours to search for each token; GitLab publishes three keys, Okta up to some tens. */
  private static final int MOST = 100;

  private static final String AMBIGUOUS = "the key set has two different keys of this name";

  /** The private parts of RSA, EC and OKP keys, and the symmetric key (RFC 7518, section 6). */
  private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private final Map<String, VerificationKey> usable;
  private final Map<String, String> unusable;

  private PublicKeys(Map<String, VerificationKey> usable, Map<String, String> unusable) {
    this.usable = usable;
    this.unusable = unusable;
  }

  /** Reads a key set, if it is well-formed, holds only what it may, and has a usable key. */
  static PublicKeys read(byte[] document) throws UnusableKeysException {
    Map<String, Object> set;
    try {
      set = JsonReader.readObject(document, JsonLimits.STANDARD);
    } catch (MalformedJsonException e) {
      throw new UnusableKeysException("the key set is not JSON: " + e.getMessage());
    }
    if (!(set.get("keys") instanceof List<?> list)) {
      throw new UnusableKeysException("the key set has no list of keys");
    }
    if (list.size() > MOST) {
      throw new UnusableKeysException("the key set has more than " + MOST + " keys");
    }
    Map<String, VerificationKey> usable = new LinkedHashMap<>();
    Map<String, String> unusable = new LinkedHashMap<>();
    Set<String> ambiguous = new LinkedHashSet<>();
    for (Object element : list) {
      add(element, usable, unusable, ambiguous);
    }
    usable.keySet().removeAll(ambiguous);
    ambiguous.forEach(kid -> unusable.put(kid, AMBIGUOUS));
    if (usable.isEmpty()) {
      throw new UnusableKeysException("the key set has no usable key " + Fault.quote(unusable));
    }
    return new PublicKeys(usable, unusable);
  }

  private static void add(
      Object element,
      Map<String, VerificationKey> usable,
      Map<String, String> unusable,
      Set<String> ambiguous)
      throws UnusableKeysException {
    if (!(element instanceof Map<?, ?> members)) {
      throw new UnusableKeysException("the key set has something that is not a key");
    }
    Map<String, Object> jwk = new LinkedHashMap<>();
    members.forEach((name, value) -> jwk.put((String) name, value));
    if ("oct".equals(jwk.get("kty")) || PRIVATE.stream().anyMatch(jwk::containsKey)) {
      throw new UnusableKeysException("the key set holds a private or symmetric key");
    }
    if (!(jwk.get("kid") instanceof String kid)) {
      // Nothing can refer to it.
      return;
    }
    VerificationKey key;
    try {
      key = VerificationKey.read(jwk);
    } catch (UnusableKeysException e) {
      unusable.putIfAbsent(kid, e.getMessage());
      return;
    }
    VerificationKey other = usable.putIfAbsent(kid, key);
    if (other != null && !other.equals(key)) {
      ambiguous.add(kid);
    }
  }

  /** The key of that name, or {@code null}. */
  VerificationKey get(String kid) {
    return usable.get(kid);
  }

  /** Why a key of that name, which the set has, cannot be used; or {@code null}. */
  String whyUnusable(String kid) {
    return unusable.get(kid);
  }

  /** The names of the usable keys. */
  Set<String> names() {
    return usable.keySet();
  }

  /** Whether the other set has the same names, usable and not. */
  boolean isLike(PublicKeys other) {
    return names().equals(other.names()) && unusable.equals(other.unusable);
  }

  /** A sentence for the operator about the names that stand for two different keys each. */
  Optional<String> warning(String issuer) {
    List<String> ambiguous =
        unusable.keySet().stream().filter(kid -> unusable.get(kid).equals(AMBIGUOUS)).toList();
    return ambiguous.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("tokens whose key is one of %s are refused, since %s publishes two different keys"
                    + " under that name: have it give each its own")
                .formatted(Fault.quote(ambiguous), issuer));
  }
}
