// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.leg.Leg;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Hands out given bytes in pieces of 1 to 40, then the end; remembers the arrays they went to. */
final class ChunkedLeg {
  private final ByteBuffer bytes;
  private final RandomGenerator sizes;
  private final List<byte[]> arrays = new ArrayList<>();

  ChunkedLeg(byte[] bytes, RandomGenerator sizes) {
    this.bytes = ByteBuffer.wrap(bytes);
    this.sizes = sizes;
  }

  Leg leg() {
    return (Leg)
        Proxy.newProxyInstance(
            Leg.class.getClassLoader(),
            new Class<?>[] {Leg.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "receive" -> receive((ByteBuffer) arguments[0]);
                  case "encrypted" -> true;
                  default -> throw new AssertionError(method);
                });
  }

  private int receive(ByteBuffer into) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    arrays.add(into.array());
    int count = Math.min(1 + sizes.nextInt(40), Math.min(into.remaining(), bytes.remaining()));
    into.put(into.position(), bytes, bytes.position(), count);
    into.position(into.position() + count);
    bytes.position(bytes.position() + count);
    return count;
  }

  /** What was not handed out. */
  ByteBuffer rest() {
    return bytes;
  }

  /** Every array that was written to. */
  List<byte[]> arrays() {
    return arrays;
  }
}
