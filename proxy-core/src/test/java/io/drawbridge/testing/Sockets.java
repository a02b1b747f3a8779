// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Real sockets on the loopback interface. */
public final class Sockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static {
    // The JDK keeps one socket from its first close on; it is nobody's leak.
    try {
      pair().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sockets() {}

  /** Two ends of one connection. */
  public record Pair(SocketChannel client, SocketChannel server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  /** A listening socket on a free port. */
  public static ServerSocketChannel listen(int backlog) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
  }

  /** The port it listens on. */
  public static int port(ServerSocketChannel listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Two connected sockets. */
  public static Pair pair() throws IOException {
    try (ServerSocketChannel listener = listen(1)) {
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      return new Pair(client, listener.accept());
    }
  }

  /** Writes the text as Latin-1. */
  public static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Everything up to the end of the stream, as UTF-8. */
  public static String readAll(SocketChannel channel) throws IOException {
    return new String(channel.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Exactly that many bytes, as Latin-1. */
  public static String read(SocketChannel channel, int count) throws IOException {
    return new String(
        channel.socket().getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** How many sockets this process has open; 0 where the system does not tell. */
  public static long open() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(Sockets::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException _) {
      return false; // closed while we looked
    }
  }

  /** Asserts that within 5 s no more sockets are open than before. */
  public static void assertOpen(long before) {
    await(() -> open() <= before, Duration.ofSeconds(5));
    assertEquals(before, Math.max(before, open()), "sockets left open");
  }

  /** Waits until the condition holds or the time is over. */
  public static boolean await(BooleanSupplier condition, Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
