// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.admin;

import io.drawbridge.common.HostPort;
import io.drawbridge.door.HttpHead;
import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.leg.Channels;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers {@code GET} and {@code HEAD} of {@code /livez}, {@code /readyz} and {@code /metrics} on
 * loopback, one request a connection; no answer names a version. When its places are full the
 * oldest connection gives way: else slow clients kept a supervisor from its answer, and it would
 * restart a gateway that does its work. Its threads are its own, so that it can tell of what holds
 * sessions up.
 */
public final class AdminServer implements AutoCloseable {
  /** Most connections at once: far more than a supervisor and a few scrapers ever have. */
  private static final int CONNECTIONS = 128;

  /** So many threads are there from the start, whatever the system grants later. */
  private static final int STANDING = 4;

  /** Longest request, in bytes: browsers send some 2 KB, scrapers 300 bytes. */
  private static final int MAX_HEAD = 16 * 1024;

  /** Longest connection, from accept to the answer's last byte. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Between two tries to accept while no descriptor is left: trying at once would spin. */
  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  /**
   * Which {@code Host} headers (RFC 9110 §7.2) are answered. A web page that points its own name at
   * 127.0.0.1 (DNS rebinding) sends its own name here, and learns nothing.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?", Pattern.CASE_INSENSITIVE);

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

  private record Answer(int status, String reason, String type, String body) {
    private ByteBuffer bytes(boolean whole) {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      String head =
          ("HTTP/1.1 " + status + " " + reason + "\r\n")
              + ("Date: " + DATE.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n")
              + ("Content-Type: " + type + "\r\n")
              + ("Content-Length: " + content.length + "\r\n")
              + (status == 405 ? "Allow: GET, HEAD\r\n" : "")
              + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
      byte[] first = head.getBytes(StandardCharsets.US_ASCII);
      ByteBuffer bytes = ByteBuffer.allocate(first.length + content.length).put(first);
      return (whole ? bytes.put(content) : bytes).flip();
    }
  }

  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final BooleanSupplier live;
  private final Supplier<List<String>> notReady;
  private final Supplier<String> metrics;
  private final Duration longest;
  private final LinkedHashSet<SocketChannel> open = new LinkedHashSet<>();
  private final Bulkhead threads;

  /**
   * Binds the address and starts answering. None of the suppliers may block.
   *
   * @param address must be on loopback; port 0 takes a free one
   * @param live whether the process does its work at all; if not it should be restarted
   * @param notReady why no new session should be sent here, one line each; empty if it is ready
   * @param metrics the Prometheus text
   * @throws IllegalArgumentException if the address is not on loopback: whoever reaches it is not
   *     asked who they are
   * @throws IOException if it cannot be bound
   */
  public static AdminServer start(
      InetSocketAddress address,
      BooleanSupplier live,
      Supplier<List<String>> notReady,
      Supplier<String> metrics)
      throws IOException {
    return new AdminServer(address, live, notReady, metrics, LONGEST);
  }

  AdminServer(
      InetSocketAddress address,
      BooleanSupplier live,
      Supplier<List<String>> notReady,
      Supplier<String> metrics,
      Duration longest)
      throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the admin address must be on loopback, for example 127.0.0.1:9443; it is "
              + address.getHostString());
    }
    this.server = bound(address);
    this.address = (InetSocketAddress) server.getLocalAddress();
    this.live = live;
    this.notReady = notReady;
    this.metrics = metrics;
    this.longest = longest;
    // Behind what may fail: nobody would close them.
    this.threads = new Bulkhead("drawbridge-admin", CONNECTIONS, CONNECTIONS, STANDING);
    Thread.ofPlatform().name("drawbridge-admin").daemon().start(this::acceptAll);
  }

  private static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return server.bind(address, CONNECTIONS);
    } catch (IOException e) {
      server.close();
      throw new IOException("admin: " + HostPort.text(address) + ": " + e.getMessage(), e);
    }
  }

  /** Where it answers. */
  public InetSocketAddress address() {
    return address;
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        begin(server.accept());
      } catch (IOException | RuntimeException | Error _) {
        // Closed, or without descriptors or memory: without health there would be no restart.
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private void begin(SocketChannel client) {
    Deadline deadline = Deadline.after(longest);
    boolean begun = false;
    try {
      synchronized (open) {
        open.add(client);
      }
      begun = threads.offer(new BoundedCall<>(null, () -> exchange(client, deadline), _ -> {}));
    } finally {
      if (!begun) {
        end(client);
      }
    }
    letOldestGiveWay();
  }

  /** Whoever waits for a thread gets that of the oldest, for there may be no more. */
  private void letOldestGiveWay() {
    int most = threads.threads();
    synchronized (open) {
      while (open.size() > most) {
        Channels.close(open.removeFirst());
      }
    }
  }

  private boolean exchange(SocketChannel client, Deadline deadline) {
    try {
      Leg leg = new PlainLeg(client);
      leg.send(answer(leg, deadline), deadline);
      leg.sayGoodbye();
      return true;
    } catch (RefusedException | IOException _) {
      // It left, gave way, or took too long: there is nobody to tell.
      return false;
    } finally {
      end(client);
    }
  }

  private void end(SocketChannel client) {
    synchronized (open) {
      open.remove(client);
    }
    Channels.close(client);
  }

  private ByteBuffer answer(Leg leg, Deadline deadline) throws RefusedException, IOException {
    try (HttpHead head = HttpHead.read(leg, MAX_HEAD, deadline, _ -> {})) {
      String[] request = head.startLine().split(" ", -1);
      // What HEAD is told has no content (RFC 9110 §9.3.2).
      return answer(request, head.values("Host")).bytes(!request[0].equals("HEAD"));
    } catch (RefusedException e) {
      return switch (e.refusal()) {
        case BAD_REQUEST -> new Answer(400, "Bad Request", PLAIN, "").bytes(true);
        case TOO_LARGE -> new Answer(431, "Request Header Fields Too Large", PLAIN, "").bytes(true);
        default -> throw e;
      };
    }
  }

  private Answer answer(String[] request, List<String> hosts) {
    if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
      return new Answer(400, "Bad Request", PLAIN, "");
    }
    // No browser speaks HTTP/1.0, which needs no Host; HAProxy's httpchk does.
    boolean nameless = hosts.isEmpty() && request[2].equals("HTTP/1.0");
    if (!nameless && (hosts.size() != 1 || !LOOPBACK.matcher(hosts.getFirst()).matches())) {
      return new Answer(403, "Forbidden", PLAIN, "only for names of loopback\n");
    }
    if (!request[0].equals("GET") && !request[0].equals("HEAD")) {
      return new Answer(405, "Method Not Allowed", PLAIN, "");
    }
    // A server takes the absolute form, too (RFC 9112 §3.2.2): a scraper behind a proxy sends it.
    return answer(request[1].replaceFirst("^http://[^/?]*", "").replaceFirst("\\?.*", ""));
  }

  private Answer answer(String path) {
    try {
      return switch (path) {
        case "/livez" -> health(live.getAsBoolean() ? List.of() : List.of("not live"), "live");
        case "/readyz" -> health(notReady.get(), "ready");
        case "/metrics" ->
            new Answer(200, "OK", "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        default -> new Answer(404, "Not Found", PLAIN, "");
      };
    } catch (RuntimeException | Error _) {
      return new Answer(500, "Internal Server Error", PLAIN, "the check failed\n");
    }
  }

  private static Answer health(List<String> problems, String good) {
    return problems.isEmpty()
        ? new Answer(200, "OK", PLAIN, good + "\n")
        : new Answer(503, "Service Unavailable", PLAIN, String.join("\n", problems) + "\n");
  }

  /** Stops answering, at once. */
  @Override
  public void close() {
    Channels.close(server);
    synchronized (open) {
      open.forEach(Channels::close);
      open.clear();
    }
    threads.closeNow();
  }
}
