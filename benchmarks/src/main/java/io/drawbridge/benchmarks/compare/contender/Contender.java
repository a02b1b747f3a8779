// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

/** Who is compared. */
public enum Contender {
  /** The distribution as it is built, with what it does by default. */
  DRAWBRIDGE("Drawbridge"),
  /** The same with {@code splice} switched off. */
  COPYING("Drawbridge, copying"),
  /** HAProxy in TCP mode. */
  HAPROXY("HAProxy"),
  /** nginx with its stream module. */
  NGINX("nginx"),
  /** No proxy at all: what generator and kernel can do, the ceiling of every other. */
  DIRECT("direct");

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  /** Its name in tables and plots. */
  public String label() {
    return label;
  }

  /** Whether Drawbridge is held against it. */
  public boolean rival() {
    return this == HAPROXY || this == NGINX;
  }
}
