// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** Streams that carry as much as goes through. Counts what has arrived. */
public final class Bulk implements AutoCloseable {
  private final LoadLoop loop;
  private final Target target;

  private Bulk(LoadLoop loop, Target target) {
    this.loop = loop;
    this.target = target;
  }

  /** Which way the bytes go, seen from the client. */
  public enum Direction {
    /** From the target to the client. */
    DOWN(Target.Mode.SOURCE, SelectionKey.OP_READ),
    /** From the client to the target. */
    UP(Target.Mode.SINK, SelectionKey.OP_READ | SelectionKey.OP_WRITE),
    /** Both at once. */
    BOTH(Target.Mode.BOTH, SelectionKey.OP_READ | SelectionKey.OP_WRITE);

    private final Target.Mode mode;
    private final int operations;

    Direction(Target.Mode mode, int operations) {
      this.mode = mode;
      this.operations = operations;
    }
  }

  /** Opens the streams; they carry from now on. */
  public static Bulk start(Entrance entrance, Target target, Direction direction, int streams)
      throws IOException {
    target.become(direction.mode);
    Bulk bulk = new Bulk(LoadLoop.start("client"), target);
    ByteBuffer answer = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);
    try {
      for (int i = 0; i < streams; i++) {
        bulk.loop.add(entrance.enter(answer), direction.operations, BulkParty.ANY);
      }
      return bulk;
    } catch (IOException e) {
      bulk.close();
      throw e;
    }
  }

  /** Bytes that have arrived at either end. */
  public long bytes() {
    return loop.received() + target.received();
  }

  /** How many streams have broken; 0 unless something is wrong. */
  public int broken() {
    return loop.broken();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
