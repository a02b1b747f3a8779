// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.splice.PipePool;
import java.util.Objects;

/**
 * How a tunnel moves bulk between two plain legs.
 *
 * @param pipes what it goes through; a flow that gets none copies
 * @param fullReads how many reads in a row must fill a loop's scratch buffer before a flow is bulk:
 *     for little, the two calls of a pipe cost more than a copy
 */
public record Splicing(PipePool pipes, int fullReads) {
  /** 128 KiB in a row: what one answer of a database seldom has. */
  private static final int FULL_READS = 4;

  /** Checks that nothing is missing. */
  public Splicing {
    Objects.requireNonNull(pipes, "pipes");
    if (fullReads < 0) {
      throw new IllegalArgumentException("fullReads is " + fullReads);
    }
  }

  /** Bulk is what fills four reads in a row. */
  public Splicing(PipePool pipes) {
    this(pipes, FULL_READS);
  }
}
