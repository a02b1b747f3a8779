// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gigabyte each way at once arrives as it was sent, and the gateway's memory stays flat. */
class FullDuplexGigabyteIT {
  private static final long GIGABYTE = 1L << 30;
  private static final int BLOCK = 64 * 1024;

  @TempDir Path directory;

  /** Sends that many bytes of a seed and tells their checksum. */
  private static long send(OutputStream out, long count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] block = new byte[BLOCK];
    random.nextBytes(block);
    CRC32C sum = new CRC32C();
    for (long sent = 0; sent < count; sent += BLOCK) {
      // Every block differs, so that one lost, doubled or swapped changes the sum.
      block[(int) (sent / BLOCK % BLOCK)] = (byte) random.nextInt();
      sum.update(block);
      out.write(block);
    }
    return sum.getValue();
  }

  private static long receive(InputStream in, long count) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] block = new byte[BLOCK];
    for (long got = 0; got < count; ) {
      int n = in.read(block, 0, (int) Math.min(BLOCK, count - got));
      if (n < 0) {
        throw new IOException("ended after " + got + " of " + count);
      }
      sum.update(block, 0, n);
      got += n;
    }
    return sum.getValue();
  }

  private static FutureTask<Long> start(Callable<Long> work) {
    FutureTask<Long> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private void exchange(Client client, Gateway gateway, long count, FutureTask<Long>[] targetSums)
      throws Exception {
    String session = client.connectTo(Scene.TARGET, Scene.TOKEN).session();
    long resident = gateway.residentBytes();
    FutureTask<Long> sent = start(() -> send(client.out(), count, 11));
    long received = receive(client.in(), count);
    assertEquals(sent.get(60, TimeUnit.SECONDS), targetSums[0].get(60, TimeUnit.SECONDS), "up");
    assertEquals(targetSums[1].get(60, TimeUnit.SECONDS), received, "down");
    long grown = gateway.residentBytes() - resident;
    assertTrue(grown < 150L << 20, "memory grew by " + (grown >> 20) + " MiB");
    client.shutdownOutput();
    client.readAll();
    client.close();
    Entry closed = gateway.audit().await(Duration.ofSeconds(10), "the end", Entry::isClose);
    assertEquals(session, closed.session());
    assertEquals("COMPLETED", closed.reason());
    assertEquals(count, closed.number("bytes_up"));
    assertEquals(count, closed.number("bytes_down"));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Target exchanging(long count, FutureTask<Long>[] sums) {
    return Target.of(
        (_, socket) -> {
          sums[0] = start(() -> receive(socket.getInputStream(), count));
          sums[1] = start(() -> send(socket.getOutputStream(), count, 23));
          try {
            sums[0].get(5, TimeUnit.MINUTES);
            sums[1].get(5, TimeUnit.MINUTES);
            socket.shutdownOutput();
            socket.getInputStream().read();
          } catch (java.util.concurrent.ExecutionException
              | java.util.concurrent.TimeoutException e) {
            throw new IOException(e);
          }
        });
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static FutureTask<Long>[] sums() {
    return new FutureTask[2];
  }

  @Test
  void aGigabyteEachWayOnPlainTcp() throws Exception {
    FutureTask<Long>[] sums = sums();
    try (Target target = exchanging(GIGABYTE, sums);
        Gateway gateway = Gateway.start(Scene.withSecret(directory, target))) {
      Baseline before = gateway.baseline();
      try (Client client = gateway.client()) {
        exchange(client, gateway, GIGABYTE, sums);
      }
      gateway.assertBaseline(before);
    }
  }

  @Test
  void aQuarterOfOneEachWayOnTls() throws Exception {
    FutureTask<Long>[] sums = sums();
    Certificates certificates = Certificates.create(directory, "tls", "gateway");
    try (Target target = exchanging(GIGABYTE / 4, sums);
        Gateway gateway =
            Gateway.start(Scene.withTls(Scene.withSecret(directory, target), certificates))) {
      Baseline before = gateway.baseline();
      try (Client client = Client.tls(gateway.tlsPort(), certificates.trusting(), "TLSv1.3")) {
        exchange(client, gateway, GIGABYTE / 4, sums);
      }
      gateway.assertBaseline(before);
    }
  }
}
