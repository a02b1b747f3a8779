// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.upstream.Target;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Every connection asks for the same target: there is nothing to read and nothing to say, the first
 * byte is already the target's. A refused client sees its connection reset.
 */
public final class DirectDoor implements Door {
  private final String target;
  private final OptionalInt port;

  /** A door to the target's own port. */
  public DirectDoor(String target) {
    this(target, OptionalInt.empty());
  }

  /**
   * A door to a port of the target.
   *
   * @throws IllegalArgumentException if the name cannot be a target's
   */
  public DirectDoor(String target, OptionalInt port) {
    if (!Target.isName(target)) {
      throw new IllegalArgumentException("not the name of a target: " + target);
    }
    this.target = target;
    this.port = Objects.requireNonNull(port, "port");
  }

  @Override
  public Request receive(Leg client, Deadline deadline) {
    return new Request(Credentials.NONE, target, port, false, ByteBuffer.allocate(0));
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
