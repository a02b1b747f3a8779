// SPDX-License-Identifier: Apache-2.0
/**
 * Who somebody is: the authenticators in their order, companions, and the memory of what was
 * verified. Floor 2.
 */
package io.drawbridge.identify;
