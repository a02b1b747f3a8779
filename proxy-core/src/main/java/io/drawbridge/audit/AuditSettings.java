// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How the audit is kept.
 *
 * @param file the file to append to; created readable by its owner alone
 * @param required whether a grant that cannot be recorded is refused; otherwise it is only counted
 * @param disk whether a grant waits until the disk has it; otherwise until the kernel has it, which
 *     survives the death of the gateway but not of the machine
 * @param longestWait longest time a grant waits to be recorded
 * @param strangersPerMinute how many refusals of one source (IPv4 address, IPv6 /64), or of one
 *     verified identity at one source, are recorded singly each minute; the rest is summed up
 * @param maxBytes largest file; 0 for no bound. Near it, refusals and then grants stop first, so
 *     that the close of every open tunnel still fits
 * @param claims names of the claims that some rule names: only these are recorded
 */
public record AuditSettings(
    Path file,
    boolean required,
    boolean disk,
    Duration longestWait,
    int strangersPerMinute,
    long maxBytes,
    Set<String> claims) {
  /** Smallest bound on the file, in bytes. */
  public static final long LEAST_BYTES = 64 * 1024;

  /** Checks the ranges. */
  public AuditSettings {
    Objects.requireNonNull(file, "file");
    claims = Set.copyOf(claims);
    if (!longestWait.isPositive()) {
      throw new IllegalArgumentException("the wait must be positive");
    }
    if (strangersPerMinute < 0) {
      throw new IllegalArgumentException("strangersPerMinute is negative");
    }
    if (maxBytes != 0 && maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException("maxBytes is 0 or at least " + LEAST_BYTES);
    }
  }

  /** Required, kernel durability, 2 s, 10 strangers per source and minute, no bound, no claims. */
  public static AuditSettings standard(Path file) {
    return new AuditSettings(file, true, false, Duration.ofSeconds(2), 10, 0, Set.of());
  }
}
