// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps every carrier of virtual threads busy until it is closed: no other one runs meanwhile. */
public final class BusyCarriers implements AutoCloseable {
  private final AtomicBoolean over = new AtomicBoolean();

  public BusyCarriers() {
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      Thread.ofVirtual().start(this::spin);
    }
  }

  private void spin() {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    over.set(true);
  }
}
