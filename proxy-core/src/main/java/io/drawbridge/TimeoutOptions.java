// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.time.Duration;

/**
 * How long the steps before a tunnel may take; each from 200 ms on. All of them count within {@code
 * total}. Not safe for threads.
 */
public final class TimeoutOptions {
  public Duration total = Duration.ofSeconds(10);
  public Duration tls = Duration.ofSeconds(5);
  public Duration head = Duration.ofSeconds(5);
  public Duration authentication = Duration.ofSeconds(3);
  public Duration policy = Duration.ofSeconds(1);
  public Duration names = Duration.ofSeconds(3);
  public Duration connect = Duration.ofSeconds(5);
  public Duration audit = Duration.ofSeconds(2);

  TimeoutOptions() {}

  /** From accept to the first relayed byte; 10 s unless set. */
  public TimeoutOptions total(Duration longest) {
    total = longest;
    return this;
  }

  /** The client's TLS handshake; 5 s unless set. */
  public TimeoutOptions tls(Duration longest) {
    tls = longest;
    return this;
  }

  /** The client's request; 5 s unless set. */
  public TimeoutOptions head(Duration longest) {
    head = longest;
    return this;
  }

  /** One authenticator; 3 s unless set. */
  public TimeoutOptions authentication(Duration longest) {
    authentication = longest;
    return this;
  }

  /** One authorizer; 1 s unless set. */
  public TimeoutOptions policy(Duration longest) {
    policy = longest;
    return this;
  }

  /** Looking up a target's name; 3 s unless set. */
  public TimeoutOptions names(Duration longest) {
    names = longest;
    return this;
  }

  /** Connecting to a target, its TLS included; 5 s unless set. */
  public TimeoutOptions connect(Duration longest) {
    connect = longest;
    return this;
  }

  /** Waiting for the audit to take a grant; 2 s unless set. */
  public TimeoutOptions audit(Duration longest) {
    audit = longest;
    return this;
  }
}
