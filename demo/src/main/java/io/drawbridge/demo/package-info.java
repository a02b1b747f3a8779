// SPDX-License-Identifier: Apache-2.0
/**
 * The demonstration: a stand-in GitLab, a toy database and a narration around the real gateway
 * process with the real plugins. Never part of the product's jar; needs the JDK alone. The
 * stand-ins' threads are virtual and end with {@code close()}.
 */
package io.drawbridge.demo;
