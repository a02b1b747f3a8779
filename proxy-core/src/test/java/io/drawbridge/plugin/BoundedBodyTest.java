// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A body is read within its bound and its time, or not at all. */
class BoundedBodyTest extends BoundedWebClientFixture {
  @Test
  void aBodyThatDripsEndsAtTheDeadlineAndTheConnectionWithIt() throws Exception {
    CountDownLatch tick = new CountDownLatch(1);
    serve(
        out -> {
          text(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          for (int i = 0; i < 2000; i++) {
            text(out, "x");
            tick.await(10, TimeUnit.MILLISECONDS);
          }
        });
    long began = System.nanoTime();
    String message = failure(get().withDeadline(Duration.ofMillis(300)));
    long took = System.nanoTime() - began;
    assertTrue(took < Duration.ofSeconds(2).toNanos(), took + " ns");
    assertTrue(message.contains("127.0.0.1"), message);
    assertTrue(gone.await(5, TimeUnit.SECONDS), "the server sees the connection end");
  }

  @Test
  void aBodyThatIsTooLongIsCutOff() throws Exception {
    serve(
        out -> {
          text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
          byte[] block = new byte[64 * 1024];
          for (int i = 0; i < 100_000; i++) {
            out.write(block);
          }
        });
    String message = failure(get().withMaxBody(1000));
    assertTrue(message.contains("longer than 1000 bytes"), message);
    assertTrue(gone.await(5, TimeUnit.SECONDS), "the server sees the connection end");
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsNotRead() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"));
    String message = failure(get().withMaxBody(1000));
    assertTrue(message.contains("longer than 1000 bytes"), message);
  }

  @Test
  void aBodyOfExactlyTheBoundIsAccepted() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000)));
    assertEquals(1000, client.send(get().withMaxBody(1000)).body().length);
  }

  @Test
  void aTruncatedBodyIsAFailure() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"));
    failure(get());
  }
}
