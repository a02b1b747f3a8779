// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.auth.Credentials;
import io.drawbridge.dial.Dialer;
import io.drawbridge.door.Door;
import io.drawbridge.door.Request;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.loop.LoopGroup;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.TimeoutSettings;
import io.drawbridge.splice.PipePool;
import io.drawbridge.testing.Baseline;
import io.drawbridge.testing.Sockets;
import io.drawbridge.testing.Told;
import io.drawbridge.upstream.Target;
import io.drawbridge.upstream.Targets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sessions over real sockets, with a door and a dialer that do what a test says. */
final class SessionRig implements AutoCloseable {
  /** What a step of the door or the dialer does besides its work. */
  interface Step {
    void run() throws IOException, InterruptedException, RefusedException;
  }

  final Baseline baseline = Baseline.now();
  final Told told = new Told();
  final Sessions sessions = new Sessions(AdmissionSettings.STANDARD.tunnels(50));
  private final HandshakePool handshakes = new HandshakePool(1);
  final LoopGroup loops = LoopGroup.start("drawbridge-loop", 1, _ -> {}, InstantSource.system());
  final ConcurrentLinkedQueue<SocketChannel> targets = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SocketChannel> upstream = new ConcurrentLinkedQueue<>();
  final List<SocketChannel> clients = new ArrayList<>();
  volatile Step receiving = () -> {};
  volatile Step dialling = () -> {};
  volatile Step accepting = () -> {};
  volatile Step refusing = () -> {};
  volatile boolean check;
  private final Engine engine;
  private final Frontend frontend;

  SessionRig() {
    this(Duration.ofSeconds(10));
  }

  SessionRig(Duration total) {
    this(total, Optional.empty());
  }

  SessionRig(AuditLog audit) {
    this(Duration.ofSeconds(10), Optional.of(audit));
  }

  private SessionRig(Duration total, Optional<AuditLog> audit) {
    Target target = new Target("t", "t", 1, Set.of(1), true, Optional.empty(), OptionalInt.empty());
    engine =
        new Engine(
            new Targets(List.of(target)),
            new Access.Local(),
            new ScriptedDialer(),
            new SessionEvents(audit, List.of(told)),
            handshakes,
            loops,
            PipePool.open(0),
            TimeoutSettings.STANDARD.total(total).tls(total).head(total),
            new EffectiveLimits(LimitSettings.STANDARD, Set.of(), true),
            sessions,
            InstantSource.system());
    frontend =
        new Frontend(
            ListenerSettings.named("l").address(new InetSocketAddress(0)),
            new ScriptedDoor(),
            Optional.empty());
  }

  /** Begins a session as a listener would; its client's end is the last of {@link #clients}. */
  Session begin() throws IOException {
    Session session = enter();
    Thread.ofVirtual().start(session);
    return session;
  }

  /** The same, and no thread runs it. */
  Session enter() throws IOException {
    Sockets.Pair pair = Sockets.pair();
    clients.add(pair.client());
    // Made here: a connect that is interrupted in the middle would leave a socket behind.
    Sockets.Pair dialled = Sockets.pair();
    upstream.add(dialled.client());
    targets.add(dialled.server());
    InetSocketAddress source = (InetSocketAddress) pair.server().getRemoteAddress();
    Session session = new Session(engine, frontend, pair.server(), source);
    sessions.enter(session);
    told.accepted("l", source);
    return session;
  }

  SocketChannel client() {
    return clients.getLast();
  }

  /** Everything is over: told once, given back, nothing left. */
  void assertOver() throws IOException, InterruptedException {
    sessions.startDraining();
    boolean empty = sessions.awaitEmpty(Duration.ofSeconds(5));
    told.assertBalanced();
    assertTrue(empty, "sessions or tunnels left");
    assertEquals(0, sessions.slots().open(), "slots");
    assertEquals(0, sessions.strangers(), "strangers");
    close();
    baseline.assertBack();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    for (SocketChannel target : targets) {
      target.close();
    }
    for (SocketChannel unused : upstream) {
      unused.close();
    }
    loops.close();
    handshakes.close();
    sessions.close();
  }

  private final class ScriptedDialer implements Dialer {
    @Override
    public Leg dial(Target target, int port, boolean checking, Deadline deadline)
        throws RefusedException, InterruptedException {
      try {
        dialling.run();
        return new PlainLeg(upstream.remove());
      } catch (IOException e) {
        throw new RefusedException(Refusal.UNREACHABLE, e.toString());
      }
    }

    @Override
    public void close() {}
  }

  private final class ScriptedDoor implements Door {
    @Override
    public Request receive(Leg client, Deadline deadline) throws RefusedException, IOException {
      perform(receiving);
      return new Request(Credentials.NONE, "t", OptionalInt.empty(), check, ByteBuffer.allocate(0));
    }

    @Override
    public void accept(Leg client, String session, Deadline deadline) throws IOException {
      try {
        perform(accepting);
      } catch (RefusedException e) {
        throw new IOException(e);
      }
      client.send(ByteBuffer.wrap(new byte[] {'+'}), deadline);
    }

    @Override
    public void refuse(
        Leg client, String session, Refusal refusal, String explanation, Deadline deadline)
        throws IOException {
      try {
        perform(refusing);
      } catch (RefusedException e) {
        throw new IOException(e);
      }
      byte[] answer = ("-" + refusal).getBytes(StandardCharsets.US_ASCII);
      client.send(ByteBuffer.wrap(answer), deadline);
    }

    private void perform(Step step) throws IOException, RefusedException {
      try {
        step.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
