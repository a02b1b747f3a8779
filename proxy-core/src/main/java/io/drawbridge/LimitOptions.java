// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What bounds the gateway as a whole, and every tunnel of it. Not safe for threads. */
public final class LimitOptions {
  public int strangers = 1_024;
  public int strangersPerSource = 256;
  public OptionalInt tunnels = OptionalInt.empty();
  public int tunnelsPerJob = 100;
  public int tunnelsPerPrincipal = 1_000;
  public Optional<Duration> lifetime = Optional.empty();
  public Duration untrackedLifetime = Duration.ofHours(1);
  public Duration untrackedIdle = Duration.ofHours(1);
  public OptionalLong bytes = OptionalLong.empty();
  public Duration halfClosed = Duration.ofSeconds(60);
  public Duration stalled = Duration.ofMinutes(5);
  public Duration afterExpiry = Duration.ofSeconds(60);

  LimitOptions() {}

  /**
   * Connections that have not yet proved who they are, in all and from one source; 1,024 and 256
   * unless set, and never more than an eighth of the descriptors that the process may open.
   */
  public LimitOptions strangers(int inAll, int perSource) {
    strangers = inAll;
    strangersPerSource = perSource;
    return this;
  }

  /**
   * Open tunnels in all. Unless set it is what the descriptors of the process allow, at most 8,000;
   * a number that they do not allow is refused at the start.
   */
  public LimitOptions tunnels(int most) {
    tunnels = OptionalInt.of(most);
    return this;
  }

  /** Open tunnels of one job; 100 unless set. */
  public LimitOptions tunnelsPerJob(int most) {
    tunnelsPerJob = most;
    return this;
  }

  /** Open tunnels of one principal; 1,000 unless set. */
  public LimitOptions tunnelsPerPrincipal(int most) {
    tunnelsPerPrincipal = most;
    return this;
  }

  /** The longest life of any tunnel; none unless set. */
  public LimitOptions lifetime(Duration longest) {
    lifetime = Optional.of(longest);
    return this;
  }

  /** The longest life where nobody can be asked about the job; 1 h unless set, at most 24 h. */
  public LimitOptions untrackedLifetime(Duration longest) {
    untrackedLifetime = longest;
    return this;
  }

  /** How long a tunnel may move no byte where nobody can be asked about the job; 1 h unless set. */
  public LimitOptions untrackedIdle(Duration longest) {
    untrackedIdle = longest;
    return this;
  }

  /** The most bytes of any tunnel, both directions together; none unless set. */
  public LimitOptions bytes(long most) {
    bytes = OptionalLong.of(most);
    return this;
  }

  /** How long a direction may make no progress once the other has ended; 60 s unless set. */
  public LimitOptions halfClosed(Duration longest) {
    halfClosed = longest;
    return this;
  }

  /** How long a side may take no bytes while some wait for it; 5 min unless set. */
  public LimitOptions stalled(Duration longest) {
    stalled = longest;
    return this;
  }

  /** How long a tunnel may go on once its credential's life has ended; 60 s unless set. */
  public LimitOptions afterExpiry(Duration longest) {
    afterExpiry = longest;
    return this;
  }
}
