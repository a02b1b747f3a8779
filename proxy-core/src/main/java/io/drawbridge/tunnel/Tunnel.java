// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.loop.LoopHandler;
import io.drawbridge.loop.Registration;
import io.drawbridge.loop.Timeout;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The two joined legs after a grant, on one event loop for life. It relays bytes unread until both
 * directions have ended, a leg is lost, a limit strikes or {@link #end} is called, and tells so
 * exactly once.
 *
 * <p>Other threads may call {@link #start} and {@link #end}.
 */
public final class Tunnel {
  private final EventLoop loop;
  private final Leg downstream;
  private final Leg upstream;
  private final ByteBuffer early;
  private final Consumer<TunnelEnd> ended;
  private final Runnable resume = guarded(this::resume);
  private final Runnable tick = guarded(this::tick);
  private final TunnelLimits limits;
  private final Instant began; // by the wall clock

  // Loop thread only, but for the two counters inside relay.
  final Relay relay;
  private Registration down;
  private Registration up;
  private Timeout timeout;
  private int timed; // what ran against time when the timeout was set
  private boolean resuming;
  private boolean started;
  private boolean told;
  private CloseReason endedBeforeStart;

  /**
   * Joins two detached legs; nothing moves before {@link #start}.
   *
   * @param early bytes that came from downstream with its request; they go upstream first
   * @param limits lifetime and credential count from here, by the loop's clock and by the wall's
   * @param pipes what bulk goes through between two plain legs; a flow that gets none copies
   * @param ended told once, on the loop, after both legs are closed or reset
   */
  public Tunnel(
      EventLoop loop,
      Leg downstream,
      Leg upstream,
      ByteBuffer early,
      TunnelLimits limits,
      PipePool pipes,
      Consumer<TunnelEnd> ended) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.downstream = Objects.requireNonNull(downstream, "downstream");
    this.upstream = Objects.requireNonNull(upstream, "upstream");
    this.early = Objects.requireNonNull(early, "early");
    this.ended = Objects.requireNonNull(ended, "ended");
    this.limits = limits;
    this.began = loop.wallTime();
    this.relay = new Relay(downstream, upstream, limits, pipes, System.nanoTime());
  }

  /**
   * Hands both legs to the loop; the caller must not touch them again. Any thread, once.
   *
   * @throws RejectedExecutionException if the loop is closed: the legs are still the caller's, and
   *     {@code ended} will not be told
   */
  public void start() {
    loop.execute(guarded(this::adopt));
  }

  /**
   * Ends it for a reason from outside: bytes already read are offered for at most 1 s, then both
   * legs are reset, without close_notify. Before {@link #start} it takes effect there; after the
   * end it does nothing. Any thread.
   */
  public void end(CloseReason reason) {
    Objects.requireNonNull(reason, "reason");
    try {
      loop.execute(guarded(() -> force(reason)));
    } catch (RejectedExecutionException closed) {
      // A loop that closes ends all its tunnels itself.
    }
  }

  private void adopt() {
    loop.assertCurrent();
    if (started) {
      throw new IllegalStateException("started twice");
    }
    started = true;
    try {
      if (endedBeforeStart != null) {
        relay.abort(endedBeforeStart, loop.now());
      } else {
        down = loop.register(downstream.channel(), new Side(downstream));
        up = loop.register(upstream.channel(), new Side(upstream));
        arm();
        relay.start(early, loop.scratch(), loop.now());
        // It may have been moved since the limits were made, and the loop has told that already.
        clockMoved();
      }
      after();
    } catch (IOException failure) {
      fault();
    }
  }

  private void force(CloseReason reason) {
    if (!started) {
      endedBeforeStart = endedBeforeStart == null ? reason : endedBeforeStart;
    } else if (!relay.over()) {
      relay.force(reason, loop.now());
      after();
    }
  }

  private void resume() {
    resuming = false;
    relay.resume(loop.scratch(), loop.now());
    after();
  }

  private void tick() {
    timeout = null;
    timed = 0;
    relay.tick(loop.now());
    if (!relay.over()) {
      arm();
    }
    after();
  }

  /** What has expired by the wall clock is over, however long the machine has been awake. */
  private void clockMoved() {
    CloseReason struck = limits.struckAfter(Duration.between(began, loop.wallTime()));
    if (struck != null) {
      force(struck);
    }
  }

  /** A task that throws must not leave a tunnel behind that nobody looks after. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error failure) {
        fault();
        throw failure;
      }
    };
  }

  /** A fault of ours: it ends this tunnel and no other. */
  private void fault() {
    relay.abort(CloseReason.INTERNAL, loop.now());
    after();
  }

  /** After every event, and the only place where interest is decided. */
  private void after() {
    if (relay.over()) {
      tell();
      return;
    }
    down.interest(relay.interest(downstream));
    up.interest(relay.interest(upstream));
    if ((relay.running() & ~timed) != 0) {
      arm();
    }
    if (relay.hasMore() && !resuming) {
      resuming = true;
      loop.execute(resume);
    }
  }

  /** One timer for all limits, at the earliest moment one of them can strike. */
  private void arm() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
    timed = relay.running();
    long now = loop.now();
    long wait = relay.untilTick(now);
    if (wait != TimeLimits.NEVER) {
      timeout = loop.schedule(new Deadline(now + Math.max(wait, 0)), tick);
    }
  }

  private void tell() {
    if (told) {
      return;
    }
    told = true;
    if (timeout != null) {
      timeout.cancel();
    }
    ended.accept(relay.end());
  }

  private final class Side implements LoopHandler {
    private final Leg leg;

    Side(Leg leg) {
      this.leg = leg;
    }

    @Override
    public void ready(int readyOps) {
      loop.assertCurrent();
      if (relay.over()) {
        return;
      }
      relay.ready(
          leg,
          (readyOps & SelectionKey.OP_READ) != 0,
          (readyOps & SelectionKey.OP_WRITE) != 0,
          loop.scratch(),
          loop.now());
      after();
    }

    @Override
    public void clockMoved() {
      Tunnel.this.clockMoved();
    }

    @Override
    public void failed(Throwable cause) {
      fault();
    }
  }
}
