// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How attempts and closes are recorded, in the table {@code audit}.
 *
 * @param file the file to append to; created readable by its owner alone
 * @param required whether a grant that cannot be recorded is refused; otherwise it is only counted
 * @param disk whether a grant waits until the disk has it; otherwise until the kernel has it, which
 *     survives the death of the gateway but not of the machine
 * @param refusalsPerMinute how many refusals of one source (IPv4 address, IPv6 /64), or of one
 *     verified identity at one source, are recorded singly each minute; the rest is summed up
 * @param maxBytes the largest file, if bounded. Near it, refusals and then grants stop first, so
 *     that the close of every open tunnel still fits
 */
public record AuditSettings(
    Path file, boolean required, boolean disk, int refusalsPerMinute, OptionalLong maxBytes) {
  /** Refuses what is out of range: a bound on the file is at least 64 KiB. */
  public AuditSettings {
    Bounds audit = new Bounds("audit");
    audit.check("refusals_per_minute", refusalsPerMinute, 0, Bounds.MANY);
    maxBytes.ifPresent(most -> audit.check("max_bytes", most, 64 * 1024, Long.MAX_VALUE));
  }

  /** Required, in the kernel's hands, 10 refusals a source and minute, without a bound. */
  public static AuditSettings to(Path file) {
    return new AuditSettings(file, true, false, 10, OptionalLong.empty());
  }

  /** Refusing what cannot be recorded, or not. */
  public AuditSettings required(boolean refuse) {
    return new AuditSettings(file, refuse, disk, refusalsPerMinute, maxBytes);
  }

  /** Waiting for the disk, or not. */
  public AuditSettings disk(boolean forced) {
    return new AuditSettings(file, required, forced, refusalsPerMinute, maxBytes);
  }

  /** With that many refusals recorded one by one. */
  public AuditSettings refusalsPerMinute(int records) {
    return new AuditSettings(file, required, disk, records, maxBytes);
  }

  /** With that bound on the file. */
  public AuditSettings maxBytes(long bytes) {
    return new AuditSettings(file, required, disk, refusalsPerMinute, OptionalLong.of(bytes));
  }
}
