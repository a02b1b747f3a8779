// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.auth.Claims;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An attempt of somebody whose identity was verified, as an audit file tells it.
 *
 * @param session the session's id
 * @param at when it was decided, as recorded
 * @param granted whether it was granted, or would have been if it had not only been checked
 * @param listener the listener it came in by
 * @param target the target as asked for
 * @param authenticator who verified the identity
 * @param issuer who vouches for it
 * @param subject the issuer's name for it
 * @param labels what names it to people
 * @param claims the recorded claims; null where it is known that the claim said nothing. A claim
 *     that was not recorded, or not whole, is absent
 */
public record RecordedAttempt(
    String session,
    String at,
    boolean granted,
    String listener,
    String target,
    String authenticator,
    String issuer,
    String subject,
    Map<String, String> labels,
    Claims claims) {
  /** Copies the labels, keeping their order. */
  public RecordedAttempt {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
