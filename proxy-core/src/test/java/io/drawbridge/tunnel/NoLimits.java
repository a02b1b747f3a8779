// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.settings.LimitSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** For tests that are about something else. */
public final class NoLimits {
  /** No bound but the ones that free a dead tunnel, as {@link LimitSettings#STANDARD} has them. */
  public static final TunnelLimits NONE =
      new TunnelLimits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          LimitSettings.STANDARD.halfClosed(),
          LimitSettings.STANDARD.stalled(),
          Duration.ofMillis(250));

  private NoLimits() {}
}
