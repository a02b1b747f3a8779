// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;

/** The protocol by which a client asks for a tunnel. Stateless; one object serves a listener. */
public interface Door {
  /**
   * Reads what the client asks.
   *
   * @throws RefusedException if the request is refused: BAD_REQUEST, METHOD, TOO_LARGE, DEADLINE
   * @throws IOException if the client is gone
   */
  Request receive(Leg client, Deadline deadline) throws RefusedException, IOException;

  /**
   * Tells the client "go": from the next byte on, what arrives comes from the target.
   *
   * @param session the session's id
   */
  void accept(Leg client, String session, Deadline deadline) throws IOException;

  /**
   * Tells the client "no", with a line a person can act on. The caller closes the leg afterwards.
   *
   * @param session the session's id
   * @param explanation one line of text without line breaks
   */
  void refuse(Leg client, String session, Refusal refusal, String explanation, Deadline deadline)
      throws IOException;
}
