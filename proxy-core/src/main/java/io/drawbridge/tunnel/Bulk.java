// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.splice.SocketDescriptors;
import io.drawbridge.splice.SplicePipe;
import io.drawbridge.splice.UnspliceableException;
import java.io.IOException;

/**
 * Tells when a flow is bulk, and goes through a pipe of the kernel's: after several full reads in a
 * row, until it brings little again. Loop thread only.
 */
final class Bulk {
  /** A pipe's load that is not worth a pipe. */
  private static final int LITTLE = 16 * 1024;

  private static final int LITTLE_LOADS = 4;

  /** A load after which the source is likely to have more. */
  private static final int MUCH = 64 * 1024;

  private final Splicing splicing;
  private boolean never;
  private int full;
  private int little;

  Bulk(Splicing splicing) {
    this.splicing = splicing;
    this.never = !splicing.pipes().isUsable();
  }

  /** The flow copied so much. */
  void copied(int count, int room) {
    if (count == room) {
      full = Math.min(full + 1, splicing.fullReads());
    } else if (count > 0) {
      full = 0;
    }
  }

  /**
   * As {@link SplicePipe#fill}; a pipe that nothing came into is given back. A source that cannot
   * be spliced brings nothing, and is copied from then on.
   */
  int fill(SplicePipe pipe, Leg source) throws IOException {
    int count = 0;
    try {
      count = pipe.fill(source.descriptor());
      return count;
    } catch (UnspliceableException _) {
      never = true;
      return 0;
    } finally {
      if (count <= 0) {
        splicing.pipes().giveBack(pipe);
      }
    }
  }

  /** The flow spliced so much; whether there may be more, so that asking is worth a call. */
  boolean spliced(int count) {
    little = count < LITTLE ? little + 1 : 0;
    if (little >= LITTLE_LOADS) {
      little = 0;
      full = 0;
    }
    return count >= MUCH;
  }

  /** An empty pipe if the flow is bulk and may be spliced now, else null. */
  SplicePipe pipe(Leg source, Leg sink, Allowance allowance) {
    if (never || full < splicing.fullReads() || !spliceable(source) || !spliceable(sink)) {
      return null;
    }
    SplicePipe pipe = splicing.pipes().lease();
    // Near a limit of bytes the copying path decides to the byte: a pipe takes what there is.
    if (pipe != null && !allowance.admits(pipe.capacity())) {
      splicing.pipes().giveBack(pipe);
      return null;
    }
    return pipe;
  }

  private static boolean spliceable(Leg leg) {
    return leg.descriptor() != SocketDescriptors.NONE;
  }
}
