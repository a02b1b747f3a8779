// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.PrintStream;

/** What the person in front of it reads, and whether everything was as it should be. */
final class Narration {
  private final PrintStream out;
  private int faults;
  private int scenes;

  Narration(PrintStream out) {
    this.out = out;
  }

  void scene(String title) {
    scenes++;
    out.println();
    out.println(scenes + ". " + title);
  }

  void say(String text) {
    out.println("   " + text);
  }

  /** Says something that somebody else said. */
  void quote(String who, String text) {
    out.println("   " + who + " > " + text);
  }

  /** Notes whether something is as it should be. */
  void expect(boolean held, String what) {
    if (!held) {
      faults++;
    }
    out.println((held ? "   [ok] " : "   [NOT AS IT SHOULD BE] ") + what);
  }

  /** How many things were not as they should be. */
  int faults() {
    return faults;
  }
}
