// SPDX-License-Identifier: Apache-2.0
/**
 * The built-in rules: ordered, first match decides, default deny, and an explanation for every
 * decision. Floor 2; immutable values, no threads, no input or output.
 */
package io.drawbridge.policy;
