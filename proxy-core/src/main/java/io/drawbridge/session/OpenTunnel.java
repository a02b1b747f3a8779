// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.tunnel.TunnelEnd;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * A granted session's book-keeping while its tunnel relays: what must be given back and told when
 * it ends, whichever end comes first.
 */
final class OpenTunnel {
  private final Engine engine;
  private final String session;
  private final Slots.Lease lease;
  private final long since = System.nanoTime();
  private Tunnel tunnel;
  private Access.Watched watched = Access.Watched.NOTHING;
  private Future<?> expiry;
  private boolean over;

  OpenTunnel(Engine engine, String session, Slots.Lease lease) {
    this.engine = engine;
    this.session = session;
    this.lease = lease;
  }

  /** Starts the tunnel, then whatever may end it. */
  void start(Tunnel ready, Admitted who) {
    tunnel = ready;
    engine.sessions().opened(this);
    ready.start();
    Access.Watched watching = engine.access().watch(who, this::end);
    Future<?> timer =
        engine
            .bounds()
            .untilExpiry(who, engine.clock().instant())
            .map(left -> engine.sessions().schedule(left, () -> end(CloseReason.TOKEN_EXPIRED)))
            .orElse(null);
    synchronized (this) {
      if (!over) {
        watched = watching;
        expiry = timer;
        return;
      }
    }
    // It ended while this method ran, and could not yet stop what was started here.
    stop(watching, timer);
  }

  /** Ends it; the tunnel calls {@link #ended} when that is done. */
  void end(CloseReason reason) {
    tunnel.end(reason);
  }

  /** The tunnel has ended; called once. */
  void ended(TunnelEnd end) {
    Access.Watched watching;
    Future<?> timer;
    synchronized (this) {
      over = true;
      watching = watched;
      timer = expiry;
    }
    stop(watching, timer);
    close(end);
  }

  /** The grant is recorded and the tunnel never came to be: the client left. */
  void neverStarted(CloseReason reason) {
    close(new TunnelEnd(reason, 0, 0));
  }

  private void close(TunnelEnd end) {
    lease.release();
    engine
        .journal()
        .closed(
            new Ending(
                session,
                engine.clock().instant(),
                end.reason(),
                end.bytesUp(),
                end.bytesDown(),
                Duration.ofNanos(System.nanoTime() - since)));
    engine.sessions().ended(this);
  }

  private static void stop(Access.Watched watching, Future<?> timer) {
    watching.close();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
