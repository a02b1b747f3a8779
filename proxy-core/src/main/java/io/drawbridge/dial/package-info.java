// SPDX-License-Identifier: Apache-2.0
/**
 * How the upstream leg is made: names, address rules, connecting. Floor 2; nothing else resolves
 * names.
 */
package io.drawbridge.dial;
