// SPDX-License-Identifier: Apache-2.0
/**
 * How the tests start, question and end the product: the gateway as a process, its configuration,
 * its audit and metrics, a client that can misbehave, and the programs it is tried with.
 */
package io.drawbridge.it.harness;
