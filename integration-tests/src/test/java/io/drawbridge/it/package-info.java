// SPDX-License-Identifier: Apache-2.0
/**
 * What the product promises, tried on the distribution from outside: one class per promise. Nothing
 * of the product is on this class path; the gateway and the commands run as processes.
 */
package io.drawbridge.it;
