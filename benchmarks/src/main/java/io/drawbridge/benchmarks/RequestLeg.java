// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.leg.Leg;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

/**
 * A client whose whole request has arrived: gives the same bytes again after {@link #rewind}. It is
 * only what a door that reads asks for.
 */
final class RequestLeg implements InvocationHandler {
  private final ByteBuffer request;

  /** The leg itself. */
  final Leg leg =
      (Leg) Proxy.newProxyInstance(Leg.class.getClassLoader(), new Class<?>[] {Leg.class}, this);

  RequestLeg(byte[] request) {
    this.request = ByteBuffer.wrap(request);
  }

  void rewind() {
    request.rewind();
  }

  @Override
  public Object invoke(Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "receive" -> receive((ByteBuffer) arguments[0]);
      case "encrypted" -> true;
      default -> throw new UnsupportedOperationException("not asked of a request: " + method);
    };
  }

  private int receive(ByteBuffer into) {
    int count = Math.min(into.remaining(), request.remaining());
    into.put(into.position(), request, request.position(), count);
    into.position(into.position() + count);
    request.position(request.position() + count);
    return count == 0 ? -1 : count;
  }
}
