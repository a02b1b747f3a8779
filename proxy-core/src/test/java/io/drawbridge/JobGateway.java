// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A gateway in a process of its own whose jobs end, and whose memory goes, as it is told to. */
final class JobGateway {
  private static final Map<String, Flag> FLAGS = new ConcurrentHashMap<>();

  /** Raised without memory. */
  private static final class Flag {
    volatile boolean over;
  }

  private static final long STARVING = Duration.ofSeconds(3).toNanos();
  private static final int SMALL = 64;

  private JobGateway() {}

  /** Each token is the job of that name. */
  private record Job(String key) implements Liveness {
    @Override
    public State check() {
      return FLAGS.get(key).over ? State.ENDED : State.RUNNING;
    }
  }

  private static Authentication authenticate(Credentials presented) {
    String job = presented.token().orElseThrow().reveal();
    FLAGS.computeIfAbsent(job, _ -> new Flag());
    return GatewayRig.verified(new Job(job));
  }

  /** Answers a line for each line that it reads, and ends with its standard input. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    if (arguments.length > 1) {
      strand(in);
    }
    try (Proxy proxy =
        Proxy.builder()
            .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
            .authenticator("own", (presented, _) -> authenticate(presented))
            .target("t", t -> t.address("localhost", port(arguments)).loopback(true))
            .rule("all", r -> r.to(List.of("t")).when("who", "job"))
            .liveness(l -> l.interval(Duration.ofSeconds(1)).call(Duration.ofSeconds(1)))
            .start()) {
      System.out.println(((InetSocketAddress) proxy.address("ci")).getPort());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(answer(proxy, line));
      }
    }
  }

  private static int port(String[] arguments) {
    return Integer.parseInt(arguments[0]);
  }

  private static String answer(Proxy proxy, String line) {
    String[] words = line.split(" ");
    return switch (words[0]) {
      case "end" -> "" + (FLAGS.get(words[1]).over = true);
      case "ready" -> "" + proxy.notReady();
      case "thread" -> thread();
      case "threads" -> "" + threads(words[1]);
      case "starve" -> starve(words[1]);
      default -> throw new IllegalArgumentException(line);
    };
  }

  /**
   * Before there is a gateway, and while no thread is granted, so many threads ask for virtual ones
   * that no queue of their scheduler is empty afterwards, and nobody works at them.
   */
  private static void strand(BufferedReader in) throws Exception {
    // Without threads their class would fail to be initialized, for good.
    Thread.ofVirtual().unstarted(() -> {});
    CountDownLatch without = new CountDownLatch(1);
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      askers.add(Thread.ofPlatform().start(() -> askForVirtualOnes(without)));
    }
    System.out.println("there");
    String line = in.readLine();
    without.countDown();
    for (Thread asker : askers) {
      asker.join();
    }
    System.out.println(line);
    System.out.println(in.readLine());
  }

  private static void askForVirtualOnes(CountDownLatch without) {
    for (int i = 0; i < 2; i++) {
      try {
        without.await();
        Thread.ofVirtual().start(() -> {});
      } catch (OutOfMemoryError | InterruptedException _) {
        // There is no carrier, as it should be. The task is in a queue nevertheless.
        Thread.onSpinWait();
      }
    }
  }

  private static String thread() {
    try {
      Thread.ofPlatform().start(() -> {}).join();
      return "granted";
    } catch (OutOfMemoryError _) {
      return "refused";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }

  /** For three seconds whoever wants memory gets none, mostly; meanwhile the job ends. */
  private static String starve(String key) {
    Flag job = FLAGS.get(key);
    List<byte[]> ballast = new ArrayList<>(1_000_000);
    int size = 1 << 20;
    for (long end = System.nanoTime() + STARVING; System.nanoTime() - end < 0; ) {
      try {
        ballast.add(new byte[size]);
      } catch (OutOfMemoryError _) {
        size = size > SMALL ? size / 2 : 1 << 20;
        job.over = true;
      }
    }
    ballast.clear();
    return "fed";
  }
}
