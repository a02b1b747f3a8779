// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

/**
 * A setting that cannot be: out of its range, missing, or at odds with another. Its message names
 * the setting by its path and says what it must be. Whoever read the setting from a file adds file
 * and line.
 */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String section;
  private final String key;
  private final String problem;

  /**
   * A setting that cannot be.
   *
   * @param section the path of its table, for example {@code limits} or {@code listener.ci}; empty
   *     at the top
   * @param key its key in that table, for example {@code half_closed}
   * @param problem what is wrong with it and what it must be, in a sentence that begins with "it"
   *     or the like
   */
  public SettingException(String section, String key, String problem) {
    super((section.isEmpty() ? key : section + "." + key) + ": " + problem);
    this.section = section;
    this.key = key;
    this.problem = problem;
  }

  /** The path of the table it is in; empty at the top. */
  public String section() {
    return section;
  }

  /** Its key in that table. */
  public String key() {
    return key;
  }

  /** What is wrong with it, without its path. */
  public String problem() {
    return problem;
  }
}
