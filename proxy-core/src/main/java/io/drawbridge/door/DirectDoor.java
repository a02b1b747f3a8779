// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.settings.TargetSettings;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Every connection asks for the same target: there is nothing to read and nothing to say, the first
 * byte is already the target's. A refused client sees its connection reset.
 */
public final class DirectDoor implements Door {
  private final String target;

  /**
   * A door to the target's own port.
   *
   * @throws IllegalArgumentException if the name cannot be a target's
   */
  public DirectDoor(String target) {
    if (!TargetSettings.isName(target)) {
      throw new IllegalArgumentException("not the name of a target: " + target);
    }
    this.target = target;
  }

  @Override
  public Request receive(Leg client, Deadline deadline) {
    return new Request(
        Credentials.NONE, target, OptionalInt.empty(), false, ByteBuffer.allocate(0));
  }

  @Override
  public void accept(Leg client, String session, Deadline deadline) {}

  @Override
  public void refuse(
      Leg client, String session, Refusal refusal, String explanation, Deadline deadline) {
    // An orderly end would look to the client like a target that had nothing to say.
    client.reset();
  }
}
