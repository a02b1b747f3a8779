// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which granted sessions have no close yet, by following the records. One thread. */
public final class OpenTunnels {
  private final Set<String> sessions = new LinkedHashSet<>();

  /** None yet. */
  public OpenTunnels() {}

  /** Takes one record into account: what it records, and the session it is about. */
  public void follow(String event, String session) {
    switch (event) {
      case "granted", "carried" -> sessions.add(session);
      // A refusal behind a grant: it was recorded too late, or the client was gone.
      case "closed", "refused" -> sessions.remove(session);
      case "boot", "segment" -> sessions.clear();
      default -> {
        // The others open and close nothing.
      }
    }
  }

  /** The sessions, oldest first. */
  public Set<String> sessions() {
    return sessions;
  }
}
