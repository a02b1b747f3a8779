// SPDX-License-Identifier: Apache-2.0
/**
 * What keeps strangers within bounds: whom they count as, and what of their words may reach a line
 * of text. Floor 1; values and short calls, no threads, no input or output.
 */
package io.drawbridge.bound;
