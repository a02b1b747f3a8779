// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long is a request and its answer under way through one tunnel? The client sends the payload,
 * the target reads it whole and sends it back, the client reads it whole: two passages of the
 * relay, four system calls of the benchmark. One thread is client and target in turn and one is the
 * loop, so the time has two wake-ups in it, as in service.
 *
 * <p>The benchmark's own side allocates nothing for plain legs: direct buffers and blocking
 * channels. What {@code -prof gc} counts there is the relay's.
 */
@BenchmarkMode(Mode.SampleTime)
public class RelayRoundTripBenchmark extends StandardRun {
  /** The way through the tunnel. */
  @Param public RelayPath path;

  /** Bytes each way. */
  @Param({"64", "1024", "16384", "65536"})
  public int payload;

  private RelayRig rig;
  private ByteBuffer request;
  private ByteBuffer atTarget;
  private ByteBuffer answer;

  /** Opens the tunnel. */
  @Setup
  public void open() throws IOException, InterruptedException {
    request = ByteBuffer.allocateDirect(payload);
    atTarget = ByteBuffer.allocateDirect(payload);
    answer = ByteBuffer.allocateDirect(payload);
    rig = new RelayRig(path);
  }

  /** One round trip. */
  @Benchmark
  public ByteBuffer roundTrip() throws IOException {
    rig.sendAll(request.clear());
    atTarget.clear();
    while (atTarget.hasRemaining()) {
      if (rig.target().read(atTarget) < 0) {
        throw new IOException("the tunnel is gone");
      }
    }
    atTarget.flip();
    while (atTarget.hasRemaining()) {
      rig.target().write(atTarget);
    }
    answer.clear();
    while (answer.hasRemaining()) {
      if (rig.client().read(answer) < 0) {
        throw new IOException("the tunnel is gone");
      }
    }
    return answer;
  }

  /** Ends the tunnel, and checks that it was whole. */
  @TearDown
  public void close() throws IOException, InterruptedException {
    rig.finish();
    rig.close();
  }
}
