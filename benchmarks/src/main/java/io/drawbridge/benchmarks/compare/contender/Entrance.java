// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a client comes in.
 *
 * @param address where it connects
 * @param request what it sends first, and awaits a 200 to; nothing where the contender asks nothing
 */
public record Entrance(InetSocketAddress address, Optional<String> request) {
  /** The longest answer to a request. */
  public static final int LONGEST_ANSWER = 4096;

  /** An entrance that asks nothing. */
  public static Entrance open(InetSocketAddress address) {
    return new Entrance(address, Optional.empty());
  }

  /** The same request at another address: a side car in front of this one. */
  public Entrance at(InetSocketAddress other) {
    return new Entrance(other, request);
  }

  /**
   * A connection to the target, blocking, that will end as a reset: thousands a second in TIME_WAIT
   * would use up the ports.
   *
   * @param scratch at least {@link #LONGEST_ANSWER} bytes, overwritten
   * @throws IOException if it is not let in within {@link Watchdog#LIMIT}
   */
  public SocketChannel enter(ByteBuffer scratch) throws IOException {
    return enter(scratch, Watchdog.SHARED);
  }

  SocketChannel enter(ByteBuffer scratch, Watchdog watchdog) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try (Watchdog.Watch _ = watchdog.over(channel)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.connect(address);
      if (request.isPresent()) {
        ask(channel, request.get(), scratch);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void ask(SocketChannel channel, String request, ByteBuffer scratch)
      throws IOException {
    scratch.clear().put(request.getBytes(StandardCharsets.US_ASCII)).flip();
    while (scratch.hasRemaining()) {
      channel.write(scratch);
    }
    scratch.clear().limit(LONGEST_ANSWER);
    String answer = "";
    // What comes behind the head is the tunnel's: bulk, which nobody reads.
    while (!answer.contains("\r\n\r\n")) {
      if (!scratch.hasRemaining() || channel.read(scratch) < 0) {
        throw new IOException("no answer to the request: " + answer.strip());
      }
      answer = StandardCharsets.US_ASCII.decode(scratch.duplicate().flip()).toString();
    }
    if (!answer.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("not let in: " + answer.strip());
    }
  }
}
