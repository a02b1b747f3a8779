// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Peer;
import io.drawbridge.door.Request;
import io.drawbridge.identify.Verdict;
import io.drawbridge.leg.Channels;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.Stage;
import io.drawbridge.tunnel.Tunnel;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * One accepted connection until its tunnel starts or it is refused: a straight line on a virtual
 * thread, whose statements are the stages. The thread owns both legs until {@link #handOver}, its
 * last act.
 */
final class Session implements Runnable, Admission.Stranger {
  /** For a few hundred bytes; who does not take them by then would hold a session for nothing. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final Engine engine;
  private final Frontend frontend;
  private final SocketChannel channel;
  private final InetSocketAddress source;
  private final long accepted = System.nanoTime();
  private final Deadline deadline;
  private final AttemptDraft draft;
  private final Cancellation cancellation;
  private Leg client;
  private Leg upstream;
  private Slots.Lease lease;
  private OpenTunnel granted;

  Session(Engine engine, Frontend frontend, SocketChannel channel, InetSocketAddress source) {
    this.engine = engine;
    this.frontend = frontend;
    this.channel = channel;
    this.source = source;
    this.deadline = Deadline.after(engine.timeouts().total());
    this.draft = new AttemptDraft(frontend.name(), source);
    this.cancellation = new Cancellation(channel);
  }

  @Override
  public InetAddress address() {
    return source.getAddress();
  }

  /** Gives way: its wait ends, and its connection. One that still waits for a thread is over. */
  @Override
  public void giveWay() {
    if (cancellation.cut()) {
      end(interrupted());
    }
  }

  /**
   * Whether it is here for longer than its steps and its last answer may take. They keep the
   * deadline themselves; this is for one that does not, whatever the reason.
   */
  boolean isOverdue() {
    return System.nanoTime() - deadline.nanos() > 2 * ANSWER.toNanos();
  }

  /** Whether it has had that much time since then, or since it was accepted, if that was later. */
  boolean hasHad(Duration time, long since) {
    long began = accepted - since > 0 ? accepted : since;
    return System.nanoTime() - began >= time.toNanos();
  }

  /** Whatever the session waits for ends now; the client is still told why, where that can be. */
  void stop() {
    if (cancellation.cancel()) {
      end(interrupted());
    }
  }

  @Override
  public void run() {
    if (!cancellation.begin()) {
      return;
    }
    try {
      negotiate();
    } catch (RefusedException e) {
      // A step that was interrupted may have its own words for it.
      refuse(Thread.interrupted() ? interrupted() : e);
    } catch (InterruptedException _) {
      refuse(interrupted());
    } catch (IOException e) {
      refuse(gone(e));
    } catch (RuntimeException | Error e) {
      refuse(SessionRefusals.fault(e));
    } finally {
      engine.sessions().leave(this);
    }
  }

  /** Refused before it began: there is no thread to run it. */
  void cannotRun(Throwable why) {
    if (cancellation.cut()) {
      end(SessionRefusals.fault(why));
    }
  }

  private void end(RefusedException why) {
    refuse(why);
    engine.sessions().leave(this);
  }

  private void negotiate() throws RefusedException, IOException, InterruptedException {
    draft.stage = Stage.NEGOTIATING;
    Deadline encrypted = deadline.within(engine.timeouts().tls());
    client = frontend.wrap(channel, engine.handshakes().of(address()), encrypted);
    Request request = frontend.door().receive(client, deadline.within(engine.timeouts().head()));
    Optional<Target> known = engine.targets().find(request.target());
    draft.asked(request, known);

    enter(Stage.AUTHENTICATING);
    Peer peer = new Peer(address(), source.getPort(), frontend.name(), frontend.tls().isPresent());
    Verdict.Verified who = engine.access().authenticate(request.credentials(), peer, deadline);
    draft.who = Optional.of(who);

    Grant grant = reach(request, known, who, peer);
    record();
    accept(request, who, grant);
  }

  /** Ends with an open connection to a target that the policy grants. */
  private Grant reach(Request request, Optional<Target> known, Verdict.Verified who, Peer peer)
      throws RefusedException, IOException, InterruptedException {
    enter(Stage.AUTHORIZING);
    Optional<String> missing = SessionRefusals.missing(request, known);
    if (missing.isEmpty()) {
      draft.shadow = engine.access().shadow(who, draft.target(), peer);
    }
    Grant grant = engine.access().authorize(who, draft.target(), missing, peer, deadline);
    Target target = known.orElseThrow();
    int port = request.port().orElse(target.port());
    draft.rule = grant.rule();
    lease = engine.sessions().slots().take(target, who, grant.limits());
    // Not before: whoever is verified but denied would else hold connections that nothing bounds.
    engine.sessions().known(this);

    enter(Stage.LIVENESS);
    engine.access().requireAlive(who, deadline);

    enter(Stage.DIALING);
    // The target would see a connection, and a handshake if it speaks TLS, that nothing records.
    engine.events().requireRecordable();
    upstream = engine.dialer().dial(target, port, request.check(), deadline);
    return grant;
  }

  private void record() throws RefusedException {
    enter(Stage.RECORDING);
    engine.events().granted(draft.granted(engine.clock().instant()), deadline);
    granted = new OpenTunnel(engine, draft.session(), lease);
  }

  private void accept(Request request, Verdict.Verified who, Grant grant)
      throws RefusedException, IOException, InterruptedException {
    enter(Stage.ACCEPTING);
    if (request.check()) {
      // Whoever hears that the way is open may take it at once, and must find the place free.
      lease.release();
    }
    frontend.door().accept(client, draft.session(), deadline.within(ANSWER));
    engine.events().answered(draft.session(), Duration.ofNanos(System.nanoTime() - accepted));
    if (request.check()) {
      finishCheck();
    } else {
      handOver(request, who, grant);
    }
  }

  private void enter(Stage stage) throws RefusedException {
    draft.stage = stage;
    if (granted != null) {
      return;
    }
    if (engine.sessions().isDraining()) {
      throw SessionRefusals.draining();
    }
    if (deadline.passed()) {
      throw SessionRefusals.late(stage);
    }
  }

  private void finishCheck() {
    upstream.close();
    client.sayGoodbye();
    granted.neverStarted(CloseReason.COMPLETED);
  }

  private void handOver(Request request, Verdict.Verified who, Grant grant)
      throws IOException, InterruptedException {
    client.detach();
    upstream.detach();
    EventLoop loop = engine.loops().next();
    OpenTunnel open = granted;
    Tunnel tunnel =
        new Tunnel(
            loop,
            client,
            upstream,
            request.early(),
            engine.limits().of(who, grant.limits(), engine.clock().instant()),
            engine.pipes(),
            open::ended);
    cancellation.handOver();
    open.start(tunnel, who);
  }

  private RefusedException gone(IOException e) {
    return cancellation.isCut() || Thread.currentThread().isInterrupted()
        ? interrupted()
        : SessionRefusals.gone(e, client == null && frontend.tls().isPresent());
  }

  private RefusedException interrupted() {
    if (engine.sessions().isDraining()) {
      return SessionRefusals.draining();
    }
    if (cancellation.isCut() && deadline.passed()) {
      return SessionRefusals.overdue(draft.stage);
    }
    return new RefusedException(
        cancellation.isCut() ? Refusal.OVERLOADED : Refusal.INTERNAL,
        "too many connections wait to prove who they are; try again");
  }

  private void refuse(RefusedException e) {
    // An interrupt that came with the reason must not cut the answer off.
    cancellation.answering();
    try {
      if (upstream != null) {
        upstream.reset();
      }
      if (granted != null) {
        granted.neverStarted(SessionRefusals.reason(e.refusal()));
      } else {
        if (lease != null) {
          lease.release();
        }
        engine.events().refused(draft.refused(engine.clock().instant(), e));
        answer(e);
      }
    } catch (RuntimeException | Error _) {
      // No memory even for a refusal, or a broken clock: what remains is to let go of everything.
    } finally {
      if (client != null) {
        client.reset();
      }
      Channels.close(channel);
    }
  }

  private void answer(RefusedException e) {
    if (client == null || e.refusal() == Refusal.CLIENT_GONE) {
      return;
    }
    if (e.refusal() == Refusal.TLS_FAILED) {
      // An alert is on its way, which a reset would overtake.
      client.sayGoodbye();
      return;
    }
    try {
      frontend
          .door()
          .refuse(client, draft.session(), e.refusal(), e.explanation(), Deadline.after(ANSWER));
      client.sayGoodbye();
    } catch (IOException _) {
      // The client left before it was told; the attempt is recorded already.
      client.reset();
    }
  }
}
