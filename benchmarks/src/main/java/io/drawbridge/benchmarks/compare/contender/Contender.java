// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

/** Who is compared. */
public enum Contender {
  /** The distribution as it is built, with what it does by default. */
  DRAWBRIDGE("Drawbridge"),
  /** The same with {@code splice} switched off. */
  COPYING("Drawbridge, copying"),
  /** HAProxy in TCP mode, with splicing switched on. */
  HAPROXY("HAProxy"),
  /** The same with the largest pipes that need no privilege: tuned, shown beside, and no rival. */
  HAPROXY_LARGE_PIPES("HAProxy, 1 MiB pipes"),
  /** nginx with its stream module, with buffers as large as HAProxy's pipes. */
  NGINX("nginx"),
  /** The same with the buffers that suit it best: tuned, shown beside, and no rival. */
  NGINX_LARGE_BUFFERS("nginx, 512 KiB buffers"),
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
}
