// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {
  @TempDir Path place;

  private static Path made(Path tmpdir) throws Exception {
    Path made = new TemporaryFiles(Map.of("TMPDIR", tmpdir.toString())::get).directory();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    return made;
  }

  @Test
  void theJobsPlaceComesFirst() throws Exception {
    assertEquals(place, made(place).getParent());
  }

  @Test
  void whereTheJobsPlaceCannotBeUsedTheJvmsIs() throws Exception {
    Path made = made(place.resolve("missing"));
    assertEquals(Path.of(System.getProperty("java.io.tmpdir")), made.getParent());
    Files.delete(made);
  }
}
