// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How fast does one tunnel move bytes one way? The benchmark's thread writes payload after payload
 * as the client, a second thread is the target and discards what comes. The sockets are full all
 * the time, so the time of a write is the time in which the relay moves as many bytes: payload by
 * time is the throughput.
 *
 * <p>Neither side of the benchmark allocates for plain legs. With fewer than three processors the
 * three threads take turns: compare paths and versions on one machine, not machines.
 */
public class RelayBulkBenchmark extends StandardRun {
  private static final int SINK_BYTES = 256 * 1024;

  /** The way through the tunnel. */
  @Param public RelayPath path;

  /** Bytes a write. */
  @Param({"16384", "65536", "1048576"})
  public int payload;

  private RelayRig rig;
  private ByteBuffer bytes;
  private Thread sink;

  /** Opens the tunnel. */
  @Setup
  public void open() throws IOException, InterruptedException {
    bytes = ByteBuffer.allocateDirect(payload);
    rig = new RelayRig(path);
    sink = Thread.ofPlatform().name("sink").start(this::discard);
  }

  private void discard() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SINK_BYTES);
    try {
      while (rig.target().read(buffer.clear()) >= 0) {
        // What it holds is of no interest.
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** One payload into the tunnel. */
  @Benchmark
  public void write() throws IOException {
    rig.sendAll(bytes.clear());
  }

  /** Ends the tunnel, and checks that it was whole. */
  @TearDown
  public void close() throws IOException, InterruptedException {
    rig.finish();
    sink.join();
    rig.close();
  }
}
