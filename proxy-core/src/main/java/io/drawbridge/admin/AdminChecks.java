// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.admin;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What health questions are answered from. Neither may block.
 *
 * @param live whether the process does its work at all; if not it should be restarted
 * @param notReady why no new session should be sent here, one line each; empty if it is ready
 */
public record AdminChecks(Supplier<Boolean> live, Supplier<List<String>> notReady) {
  /** Checks that both are there. */
  public AdminChecks {
    Objects.requireNonNull(live, "live");
    Objects.requireNonNull(notReady, "notReady");
  }
}
