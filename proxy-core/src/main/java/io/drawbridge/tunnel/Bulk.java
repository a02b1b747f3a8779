// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.LegBuffers;
import io.drawbridge.loop.EventLoop;
import io.drawbridge.splice.PipePool;
import io.drawbridge.splice.SocketDescriptors;
import io.drawbridge.splice.SplicePipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Tells when a flow is bulk, and goes through a pipe of the kernel's or, where that cannot be,
 * through a large buffer: after several full reads in a row, until it brings little again. Loop
 * thread only.
 */
final class Bulk {
  /** A load that is not worth a pipe or a large buffer: half of what is read at once. */
  private static final int LITTLE = 16 * 1024;

  /** As many as make a flow bulk, so that it does not go to and fro. */
  private static final int LITTLE_LOADS = 4;

  private final PipePool pipes;
  private boolean never;
  private ByteBuffer large; // of the read that goes on; null if that goes to the loop's
  private int slack; // of a full read: TLS brings whole records
  private boolean dry; // the last fill brought nothing, and a read follows
  private int full;
  private int little;

  Bulk(PipePool pipes) {
    this.pipes = pipes;
    this.never = !pipes.isUsable();
  }

  /**
   * Where to read to: the loop's buffer, or a large one of which the flow becomes the owner. Both
   * are empty, and have as much room as suits the sink.
   */
  ByteBuffer room(ByteBuffer scratch, Leg source, Leg sink, boolean inBulk) {
    large = inBulk && isBulk() && !dry ? LegBuffers.leaseLarge() : null;
    slack = source.encrypted() ? EventLoop.CHUNK_BYTES / 2 : 0;
    if (large != null) {
      return large.limit(sink.chunk(LegBuffers.LARGE));
    }
    scratch.clear();
    // What TLS opens is whole records already, and wants more room than is in them.
    return source.encrypted()
        ? scratch
        : scratch.limit(sink.chunk(Math.min(scratch.capacity(), EventLoop.CHUNK_BYTES)));
  }

  private boolean isBulk() {
    return full >= pipes.fullReads();
  }

  void copied(int count, int room) {
    if (large != null) {
      loaded(count);
    } else if (dry) {
      // What came in between the pipe's question and the read's says nothing of the flow.
      dry = false;
    } else if (count >= room - slack) {
      full = Math.min(full + 1, pipes.fullReads());
    } else if (count > 0) {
      full = 0;
    }
  }

  /**
   * As {@link SplicePipe#fill}; one that stays empty is given back, and the source wants to be
   * read. A source that cannot be spliced is copied from then on.
   */
  int fill(SplicePipe pipe, Leg source) throws IOException {
    int count = 0;
    try {
      count = pipe.fill(source.descriptor());
    } catch (SplicePipe.UnspliceableException _) {
      refuse();
    } finally {
      if (count == 0) {
        giveBack(pipe);
      }
    }
    dry = count == 0;
    loaded(count);
    return count;
  }

  private void loaded(int count) {
    little = count < LITTLE ? little + 1 : 0;
    if (little >= LITTLE_LOADS) {
      little = 0;
      full = 0;
    }
  }

  /** An empty pipe if the flow is bulk and may be spliced now, else null. */
  SplicePipe pipe(Leg source, Leg sink, Allowance allowance) {
    if (never || !isBulk() || !spliceable(source) || !spliceable(sink)) {
      return null;
    }
    // Near a limit of bytes the copying path decides to the byte: a pipe takes what there is.
    return allowance.admits(PipePool.LARGEST) ? pipes.lease() : null;
  }

  void giveBack(SplicePipe pipe) {
    pipes.giveBack(pipe);
  }

  /** A socket was met that cannot be spliced: from now on everything is copied. */
  void refuse() {
    never = true;
  }

  private static boolean spliceable(Leg leg) {
    return leg.descriptor() != SocketDescriptors.NONE;
  }
}
