// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

/** A task that is due at some moment. Loop thread only. */
public interface Timeout {
  /** The task will not run; nothing happens if it has run. */
  void cancel();
}
