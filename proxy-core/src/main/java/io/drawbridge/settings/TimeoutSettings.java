// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.time.Duration;

/**
 * How long the steps before a tunnel may take, in the table {@code timeouts}. All of them count
 * within {@code total}.
 *
 * @param total from accept to the first relayed byte
 * @param tls a TLS handshake, the client's or with a target
 * @param head the client's request
 * @param authentication one authenticator
 * @param policy one authorizer
 * @param names looking up a target's name
 * @param connect connecting to a target
 * @param audit waiting for the audit to take a grant
 */
public record TimeoutSettings(
    Duration total,
    Duration tls,
    Duration head,
    Duration authentication,
    Duration policy,
    Duration names,
    Duration connect,
    Duration audit) {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * 10 s in all; TLS, head and connect 5 s, authentication and names 3 s, audit 2 s, policy 1 s.
   */
  public static final TimeoutSettings STANDARD =
      new TimeoutSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2));

  /** Refuses what is out of range: each is from 200 ms to 5 min. */
  public TimeoutSettings {
    Bounds timeouts = new Bounds("timeouts");
    timeouts.check("total", total, Bounds.SHORTEST, LONGEST);
    timeouts.check("tls", tls, Bounds.SHORTEST, LONGEST);
    timeouts.check("head", head, Bounds.SHORTEST, LONGEST);
    timeouts.check("authentication", authentication, Bounds.SHORTEST, LONGEST);
    timeouts.check("policy", policy, Bounds.SHORTEST, LONGEST);
    timeouts.check("names", names, Bounds.SHORTEST, LONGEST);
    timeouts.check("connect", connect, Bounds.SHORTEST, LONGEST);
    timeouts.check("audit", audit, Bounds.SHORTEST, LONGEST);
  }

  /** With that time from accept to the first relayed byte. */
  public TimeoutSettings total(Duration d) {
    return new TimeoutSettings(d, tls, head, authentication, policy, names, connect, audit);
  }

  /** With that time for a TLS handshake. */
  public TimeoutSettings tls(Duration d) {
    return new TimeoutSettings(total, d, head, authentication, policy, names, connect, audit);
  }

  /** With that time for the client's request. */
  public TimeoutSettings head(Duration d) {
    return new TimeoutSettings(total, tls, d, authentication, policy, names, connect, audit);
  }

  /** With that time for one authenticator. */
  public TimeoutSettings authentication(Duration d) {
    return new TimeoutSettings(total, tls, head, d, policy, names, connect, audit);
  }

  /** With that time for one authorizer. */
  public TimeoutSettings policy(Duration d) {
    return new TimeoutSettings(total, tls, head, authentication, d, names, connect, audit);
  }

  /** With that time for looking up a name. */
  public TimeoutSettings names(Duration d) {
    return new TimeoutSettings(total, tls, head, authentication, policy, d, connect, audit);
  }

  /** With that time for connecting to a target. */
  public TimeoutSettings connect(Duration d) {
    return new TimeoutSettings(total, tls, head, authentication, policy, names, d, audit);
  }

  /** With that time for the audit to take a grant. */
  public TimeoutSettings audit(Duration d) {
    return new TimeoutSettings(total, tls, head, authentication, policy, names, connect, d);
  }
}
