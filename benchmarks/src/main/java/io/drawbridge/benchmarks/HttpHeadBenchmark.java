// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.door.HttpConnectDoor;
import io.drawbridge.door.Request;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does reading a CONNECT request take, its bytes being there? Head, credentials and target
 * name, everything between the socket and the decision, with a token of a static secret's length
 * and one of a GitLab ID token's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HttpHeadBenchmark {
  /** Characters of the token. */
  @Param({"44", "1600"})
  public int token;

  private final HttpConnectDoor door = new HttpConnectDoor(HttpConnect.STANDARD);
  private final Deadline deadline = Deadline.after(Duration.ofHours(1));
  private RequestLeg bearer;
  private RequestLeg basic;

  /** Created by JMH. */
  public HttpHeadBenchmark() {}

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
}
