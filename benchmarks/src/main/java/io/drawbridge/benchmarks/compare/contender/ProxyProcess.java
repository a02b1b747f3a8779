// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy as a process. If a signal ends this one, the run's directory ends it, too.
 *
 * @param process which
 */
public record ProxyProcess(Process process) implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final long POLL_NANOS = 20_000_000;
  private static final int END_SECONDS = 5;
  private static final int TOLD = 600;

  /**
   * Starts it and waits until it accepts at all the addresses.
   *
   * @param directory where its output goes, into the file {@code log}
   * @throws MissingException if it ends instead, or takes 30 s; with the end of its output
   */
  public static ProxyProcess start(
      Path directory, List<InetSocketAddress> addresses, String... words)
      throws IOException, MissingException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    if (!accepts(process, addresses)) {
      kill(process);
      throw new MissingException(words[0] + " does not start: " + end(log));
    }
    return new ProxyProcess(process);
  }

  /** Waits until it accepts everywhere; false if it has ended by then, or takes too long. */
  private static boolean accepts(Process process, List<InetSocketAddress> addresses) {
    long begin = System.nanoTime();
    for (InetSocketAddress address : addresses) {
      while (!accepts(address)) {
        if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    // A stranger that took a port meanwhile would have answered, too.
    return process.isAlive();
  }

  /** A loopback address that is free now. */
  public static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (SocketChannel _ = SocketChannel.open(address)) {
      return true;
    } catch (IOException _) {
      // Not yet: the caller bounds how often this is asked.
      return false;
    }
  }

  private static String end(Path log) throws IOException {
    String text = Files.readString(log).strip();
    return text.substring(Math.max(0, text.length() - TOLD));
  }

  /** It and the workers it has now: nginx listens before it has any. */
  public ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException _) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
