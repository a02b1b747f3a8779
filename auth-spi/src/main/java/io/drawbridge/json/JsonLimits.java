// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

/**
 * Bounds on a document, so that a small hostile one cannot cost much.
 *
 * @param length most characters
 * @param depth most objects and lists inside each other
 * @param digits most characters of one number
 */
public record JsonLimits(int length, int depth, int digits) {
  /** 512 Ki characters, 10 deep, numbers of up to 40 characters. */
  public static final JsonLimits STANDARD = new JsonLimits(512 * 1024, 10, 40);
}
