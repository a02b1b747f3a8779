// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Check;
import java.util.List;
import java.util.Optional;

/**
 * How one authenticator came to its answer; for people.
 *
 * @param authenticator its name in the configuration
 * @param companion whether it was asked about the companion of its name, not the main credential
 * @param verdict what it alone says; unknown if the credentials are of another kind
 * @param checks what it looked at, in that order; empty if it does not tell
 * @param next what to do, in its own words; empty if it does not tell
 * @param trouble why its checks cannot be shown, if they cannot
 */
public record Examined(
    String authenticator,
    boolean companion,
    Verdict verdict,
    List<Check> checks,
    List<String> next,
    Optional<String> trouble) {}
