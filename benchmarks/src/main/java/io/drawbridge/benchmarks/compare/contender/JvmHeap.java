// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a JVM, seen from outside through {@code jcmd}. */
public final class JvmHeap {
  private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");

  private JvmHeap() {}

  /** Bytes in use after a full collection. */
  public static long bytesAfterCollection(long pid) throws IOException {
    ask(pid, "GC.run");
    // The rest of the answer is about classes.
    Matcher used = USED.matcher(ask(pid, "GC.heap_info").replaceFirst("(?s)Metaspace.*", ""));
    long sum = 0;
    boolean found = false;
    while (used.find()) {
      found = true;
      int shift =
          switch (used.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
          };
      sum += Long.parseLong(used.group(1)) << shift;
    }
    if (!found) {
      throw new IOException("jcmd does not tell the heap");
    }
    return sum;
  }

  private static String ask(long pid, String command) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    return Programs.output(List.of(jcmd.toString(), "" + pid, command));
  }
}
