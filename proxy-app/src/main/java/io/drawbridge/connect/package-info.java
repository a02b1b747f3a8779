// SPDX-License-Identifier: Apache-2.0
/**
 * The job's side: a local port, a socket or standard input and output that lead through a gateway,
 * and the command that uses them. Floor 9.
 */
package io.drawbridge.connect;
