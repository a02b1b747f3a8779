// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;

/**
 * The kernel's numbers of sockets. The JDK keeps them to itself unless its package {@code
 * sun.nio.ch} is opened to this module (the product's manifest does, an embedder may): without that
 * there is none.
 */
public final class SocketDescriptors {
  /** Says that there is no number. */
  public static final int NONE = -1;

  private static final MethodHandle NUMBER = find();

  private SocketDescriptors() {}

  /** Whether numbers are to be had. */
  static boolean present() {
    return NUMBER != null;
  }

  /**
   * The number of an open channel, or {@link #NONE}. It means another socket as soon as the channel
   * is closed: for the thread only that would close it.
   */
  public static int of(SocketChannel channel) {
    if (NUMBER == null || !channel.isOpen()) {
      return NONE;
    }
    try {
      return (int) NUMBER.invokeExact(channel);
    } catch (ClassCastException _) {
      // A channel of somebody else's making.
      return NONE;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("getFDVal declares no exception", e);
    }
  }

  private static MethodHandle find() {
    try {
      Class<?> type = Class.forName("sun.nio.ch.SelChImpl");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      return lookup
          .findVirtual(type, "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SocketChannel.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Not opened, or a JDK that has it no more: then bytes are copied.
      return null;
    }
  }
}
