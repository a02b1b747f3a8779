// SPDX-License-Identifier: Apache-2.0
/**
 * Whether jobs still run: one question after another for each job that has tunnels, however many,
 * within the requests that its authority is asked for. Floor 2.
 */
package io.drawbridge.liveness;
