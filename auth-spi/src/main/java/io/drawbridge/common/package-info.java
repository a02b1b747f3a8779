// SPDX-License-Identifier: Apache-2.0
/**
 * What the gateway and every plugin do in one way: durations as people write them, texts made safe
 * for one line, what a misspelt name probably meant, and maps whose size is bounded.
 */
package io.drawbridge.common;
