// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.util.OptionalLong;

/** How attempts and closes are recorded. Not safe for threads. */
public final class AuditOptions {
  public boolean required = true;
  public boolean disk;
  public int strangersPerMinute = 10;
  public OptionalLong maxBytes = OptionalLong.empty();

  AuditOptions() {}

  /** Whether a grant that cannot be recorded is refused; it is unless set to false. */
  public AuditOptions required(boolean refuse) {
    required = refuse;
    return this;
  }

  /** Whether a grant is also forced to the disk before it counts as recorded. */
  public AuditOptions disk(boolean forced) {
    disk = forced;
    return this;
  }

  /** Refusals of strangers recorded one by one, per source and minute; 10 unless set. */
  public AuditOptions strangersPerMinute(int records) {
    strangersPerMinute = records;
    return this;
  }

  /** The longest the file may grow; a share is kept for grants and closes. No bound unless set. */
  public AuditOptions maxBytes(long bytes) {
    maxBytes = OptionalLong.of(bytes);
    return this;
  }
}
