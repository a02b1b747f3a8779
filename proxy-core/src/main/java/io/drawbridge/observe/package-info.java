// SPDX-License-Identifier: Apache-2.0
/**
 * What happened to sessions, told to whoever wants to know: the audit, the metrics and an
 * embedder's own {@link io.drawbridge.observe.SessionObserver}. Floor 1: words every other package
 * uses.
 */
package io.drawbridge.observe;
