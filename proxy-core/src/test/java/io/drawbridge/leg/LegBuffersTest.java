// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many buffers are leased is told truly, whatever happens to who asks for one. */
@Timeout(60)
class LegBuffersTest {
  /** A process with little direct memory: leases until there is no more, and gives all back. */
  static final class Exhausting {
    private Exhausting() {}

    /** No arguments; prints how many are leased at the end. */
    public static void main(String[] arguments) {
      List<ByteBuffer> leased = new ArrayList<>();
      try {
        while (leased.size() < 1_000) {
          leased.add(LegBuffers.lease());
        }
        System.out.print("memory without end, ");
      } catch (OutOfMemoryError _) {
        leased.forEach(LegBuffers::giveBack);
      }
      System.out.print(LegBuffers.outstanding() + " leased");
    }
  }

  @Test
  void aLeaseThatFailsForWantOfMemoryIsNotCounted() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxDirectMemorySize=256k",
                "-cp",
                place(LegBuffers.class) + File.pathSeparator + place(Exhausting.class),
                Exhausting.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("0 leased", said);
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
