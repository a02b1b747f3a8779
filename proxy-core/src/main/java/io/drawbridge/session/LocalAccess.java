// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Grant;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The job's side: whoever can connect to a local listener acts for the job, and the gateway at the
 * other end decides. Only used together with a dialer that goes through a gateway.
 */
public final class LocalAccess implements Access {
  private static final Admitted LOCAL =
      new Admitted(
          "",
          new Identity("local", "local", Claims.NONE, Map.of(), Instant.MAX),
          Liveness.UNTRACKED);
  private static final Grant GRANT = new Grant("local listener", Limits.NONE);

  /** Access for a local listener. */
  public LocalAccess() {}

  @Override
  public Admitted authenticate(Credentials presented, Peer peer, Deadline deadline) {
    return LOCAL;
  }

  @Override
  public Grant authorize(Admitted who, String target, Peer peer, Deadline deadline) {
    return GRANT;
  }

  @Override
  public String denial(Admitted who) {
    return "no target is called that";
  }

  @Override
  public void requireAlive(Admitted who, Deadline deadline) {
    // The gateway asks: it has the credentials of the job.
  }

  @Override
  public Watched watch(Admitted who, Consumer<CloseReason> over) {
    return Watched.NOTHING;
  }
}
