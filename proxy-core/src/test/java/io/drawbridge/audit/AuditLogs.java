// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.settings.AuditSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Opens audits as a gateway does that says nothing but the file. */
public final class AuditLogs {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private AuditLogs() {}

  /** Recording no claim. */
  public static AuditLog open(Path file) throws IOException {
    return open(file, Set.of());
  }

  /** Recording these claims. */
  public static AuditLog open(Path file, Set<String> claims) throws IOException {
    return AuditLog.open(AuditSettings.to(file), WAIT, claims);
  }

  static AuditLog open(AuditSettings settings, AppendFile.Opener opener) throws IOException {
    return AuditLog.open(settings, WAIT, Set.of(), opener);
  }
}
