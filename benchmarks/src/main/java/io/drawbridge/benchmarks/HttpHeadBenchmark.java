// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.door.HttpConnectDoor;
import io.drawbridge.door.Request;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How long does reading a CONNECT request take, its bytes being there? Head, credentials and target
 * name, everything between the socket and the decision, with a token of a static secret's length
 * and one of a GitLab ID token's.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HttpHeadBenchmark extends StandardRun {
  /** Characters of the token. */
  @Param({"44", "1600"})
  public int token;

  private final HttpConnectDoor door = new HttpConnectDoor(HttpConnect.STANDARD);
  private final Deadline deadline = Deadline.after(Duration.ofHours(1));
  private RequestLeg bearer;
  private RequestLeg basic;

  /** Writes the requests: as Drawbridge's own client sends it, and as curl does. */
  @Setup
  public void prepare() {
    String secret = "x".repeat(token);
    byte[] pair = ("ci:" + secret).getBytes(StandardCharsets.US_ASCII);
    bearer = leg("Bearer " + secret + "\r\n");
    basic =
        leg(
            "Basic "
                + Base64.getEncoder().encodeToString(pair)
                + "\r\nUser-Agent: curl/8.5.0\r\nProxy-Connection: Keep-Alive\r\n");
  }

  private static RequestLeg leg(String credentials) {
    String start = "CONNECT orders-db:5432 HTTP/1.1\r\nHost: orders-db:5432\r\n";
    String head = start + "Proxy-Authorization: " + credentials + "\r\n";
    return new RequestLeg(head.getBytes(StandardCharsets.US_ASCII));
  }

  /** Of a client that sends a Bearer token. */
  @Benchmark
  public Request bearer() throws RefusedException, IOException {
    bearer.rewind();
    return door.receive(bearer.leg, deadline);
  }

  /** Of curl, which sends the token as a password. */
  @Benchmark
  public Request basic() throws RefusedException, IOException {
    basic.rewind();
    return door.receive(basic.leg, deadline);
  }

  /**
   * A client whose whole request has arrived: gives the same bytes again after {@link #rewind}. It
   * is only what a door that reads asks for.
   */
  private static final class RequestLeg implements InvocationHandler {
    private final ByteBuffer request;

    /** The leg itself. */
    final Leg leg =
        (Leg) Proxy.newProxyInstance(Leg.class.getClassLoader(), new Class<?>[] {Leg.class}, this);

    RequestLeg(byte[] request) {
      this.request = ByteBuffer.wrap(request);
    }

    void rewind() {
      request.rewind();
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) {
      return switch (method.getName()) {
        case "receive" -> receive((ByteBuffer) arguments[0]);
        case "encrypted" -> true;
        default -> throw new UnsupportedOperationException("not asked of a request: " + method);
      };
    }

    private int receive(ByteBuffer into) {
      int count = Math.min(into.remaining(), request.remaining());
      into.put(into.position(), request, request.position(), count);
      into.position(into.position() + count);
      request.position(request.position() + count);
      return count == 0 ? -1 : count;
    }
  }
}
