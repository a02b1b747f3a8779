// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.identify.Verdict;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.tunnel.TunnelEnd;
import java.time.Duration;

/** What must be given back and told when a granted session ends, whichever end comes first. */
final class OpenTunnel {
  private final Engine engine;
  private final String session;
  private final Slots.Lease lease;
  private final long since = System.nanoTime();
  private Tunnel tunnel;
  private Watch watched = () -> {};

  OpenTunnel(Engine engine, String session, Slots.Lease lease) {
    this.engine = engine;
    this.session = session;
    this.lease = lease;
  }

  /**
   * Starts whatever may end the tunnel, then, as the last act, the tunnel: from there on the loop
   * may find it over at any time.
   *
   * @throws RuntimeException if it was not started: the legs are still the caller's, who calls
   *     {@link #neverStarted}
   */
  void start(Tunnel ready, Verdict.Verified who) {
    tunnel = ready;
    engine.sessions().opened(this);
    watched = engine.access().watch(who, this::end);
    ready.start();
  }

  /** Ends it; the tunnel calls {@link #ended} when that is done. */
  void end(CloseReason reason) {
    tunnel.end(reason);
  }

  /** The grant is recorded and the tunnel never came to be: the client left. */
  void neverStarted(CloseReason reason) {
    ended(new TunnelEnd(reason, 0, 0, 0));
  }

  /** The tunnel has ended; called once. */
  void ended(TunnelEnd end) {
    try {
      watched.close();
    } finally {
      tell(end);
    }
  }

  private void tell(TunnelEnd end) {
    lease.release();
    try {
      engine
          .events()
          .closed(
              new Ending(
                  session,
                  engine.clock().instant(),
                  end.reason(),
                  end.bytesUp(),
                  end.bytesDown(),
                  end.bytesSpliced(),
                  Duration.ofNanos(System.nanoTime() - since)));
    } finally {
      engine.sessions().ended(this, end.reason());
    }
  }
}
