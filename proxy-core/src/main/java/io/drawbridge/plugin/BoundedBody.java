// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects a body up to a bound, and takes the connection down when it is passed. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
  private final long announced;
  private final int max;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private volatile Flow.Subscription subscription;

  /** The body was longer than allowed. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int max) {
      super("the answer is longer than " + max + " bytes");
    }
  }

  BoundedBody(long announced, int max) {
    this.announced = announced;
    this.max = max;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (announced > max) {
      tooLong();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (part.remaining() > max - received.size()) {
        tooLong();
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      received.write(bytes, 0, bytes.length);
    }
  }

  private void tooLong() {
    whole.completeExceptionally(new TooLongException(max));
    abandon();
  }

  /** Ends the transfer if it is still under way. */
  void abandon() {
    Flow.Subscription current = subscription;
    if (current != null && (!whole.isDone() || whole.isCompletedExceptionally())) {
      current.cancel();
    }
  }

  @Override
  public void onError(Throwable cause) {
    whole.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    whole.complete(received.toByteArray());
  }
}
