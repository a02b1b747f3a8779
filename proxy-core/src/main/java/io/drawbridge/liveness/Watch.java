// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

/** A tunnel's place among those that are told when their job is over. */
public interface Watch extends AutoCloseable {
  /** The tunnel ended by itself and is not to be told. Does nothing the second time; any thread. */
  @Override
  void close();
}
