// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One connection of a session. First its methods wait, on the session's virtual thread ({@link
 * #receive}, {@link #send}, {@link #sayGoodbye}); after {@link #detach} it never blocks and belongs
 * to one event loop ({@link #read} to {@link #hasBuffered}). {@link #reset} and {@link #close} may
 * be called in both lives, by the owner.
 */
public interface Leg {
  /** The socket, for registration with a selector. */
  SocketChannel channel();

  /** Whether it is TLS. */
  boolean encrypted();

  // First life: blocking, on the session's thread.

  /**
   * Waits for bytes.
   *
   * @return how many came, at least one; -1 when the peer has ended its direction
   * @throws java.net.SocketTimeoutException when the deadline has passed
   * @throws TruncatedException when TLS ended without its goodbye
   * @throws IOException when the connection is gone
   */
  int receive(ByteBuffer into, Deadline deadline) throws IOException;

  /** Sends all of it, or fails; the same exceptions as {@link #receive}. */
  void send(ByteBuffer from, Deadline deadline) throws IOException;

  /**
   * Ends the output (FIN; in TLS close_notify first), then discards what still comes in, without
   * interpreting it, for at most 1 s or 64 KiB, and closes: the peer can read the last answer,
   * which a close over unread bytes would destroy. Never throws.
   */
  void sayGoodbye();

  /** Ends the first life, in which the channel's blocking mode is nobody's business but its own. */
  default void detach() throws IOException {
    channel().configureBlocking(false);
  }

  // Second life: on the loop.

  /**
   * Moves what is there.
   *
   * @return how many bytes; 0 when nothing is there now; -1 when the peer has ended its direction
   * @throws TruncatedException when TLS ended without its goodbye
   * @throws IOException when the connection was reset
   */
  int read(ByteBuffer into) throws IOException;

  /**
   * Moves what can be taken now.
   *
   * @return how many bytes of {@code from} were taken, 0 or more. Taken bytes may still be on their
   *     way inside the leg: see {@link #flush}.
   */
  int write(ByteBuffer from) throws IOException;

  /**
   * How many bytes at once, of at most so many, suit {@link #write} best when there are many: whole
   * records in TLS, where a few bytes more would make a record of their own.
   */
  int chunk(int most);

  /** Pushes bytes that were taken; {@code true} when none is left inside. */
  boolean flush() throws IOException;

  /** How many bytes are inside, as they will leave: sealed, in TLS. */
  int inside();

  /**
   * Ends the output once everything taken is out: FIN, in TLS after close_notify. Call again until
   * {@code true}: then it is wholly done.
   */
  boolean finish() throws IOException;

  /**
   * The kernel's number of the socket, for whoever moves bytes past this leg; {@link
   * io.drawbridge.splice.SocketDescriptors#NONE} where there is none to be had, or where bytes need
   * work on the way. It holds until the leg is closed or reset.
   */
  int descriptor();

  /** Whether the two directions end apart. False for TLS 1.2, where a goodbye ends both. */
  boolean halfCloses();

  /** Whether bytes are ready inside that no selector would tell of (decrypted or undecrypted). */
  boolean hasBuffered();

  /** Ends it at once with a reset (SO_LINGER 0), without close_notify. Idempotent, never throws. */
  void reset();

  /** Ends it in order; the kernel sends what it still holds. Idempotent, never throws. */
  void close();

  /** A TLS stream ended without close_notify: what came may be cut (RFC 8446 §6.1). */
  final class TruncatedException extends IOException {
    private static final long serialVersionUID = 1L;

    TruncatedException() {
      super("TLS ended without close_notify");
    }
  }
}
