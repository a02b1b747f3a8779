// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.guard.SourcePrefix;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executors;

/**
 * Computes the TLS handshakes of accepted connections on as many platform threads as there are
 * processors, the sources in turn. On the sessions' virtual threads one address with a few
 * handshakes in a loop would hold every session up. Safe for concurrent use.
 */
public final class HandshakePool implements AutoCloseable {
  /** So many threads are there from the start, whatever the system grants later. */
  private static final int STANDING = 2;

  private final Bulkhead threads;

  /** More handshakes wait than may: it is not this client's fault. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    private FullException() {
      super("too many TLS handshakes wait to be computed");
    }
  }

  /**
   * A pool.
   *
   * @param line how many handshakes may wait
   */
  public HandshakePool(int line) {
    int processors = Runtime.getRuntime().availableProcessors();
    threads = new Bulkhead("drawbridge-tls", processors, line, Math.min(processors, STANDING));
  }

  TlsTasks of(InetAddress client) {
    SourcePrefix source = SourcePrefix.of(client);
    return (tasks, deadline) -> run(source, tasks, deadline);
  }

  private void run(SourcePrefix source, Runnable tasks, Deadline deadline) throws IOException {
    BoundedCall<Boolean> call = new BoundedCall<>(source, Executors.callable(tasks, true), _ -> {});
    if (!threads.offer(call)) {
      throw new FullException();
    }
    boolean ended = false;
    try {
      ended = call.await(deadline.remainingNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      if (!ended) {
        threads.giveUp(call);
      }
    }
    if (!ended) {
      throw new SocketTimeoutException("the deadline has passed");
    }
    if (call.state() == BoundedCall.State.DISPLACED) {
      throw new FullException();
    }
    if (call.fault() != null) {
      throw new IllegalStateException("a TLS handshake: " + call.fault());
    }
  }

  /** Ends the threads; handshakes that are computed run on until they are done. */
  @Override
  public void close() {
    threads.closeNow();
  }
}
