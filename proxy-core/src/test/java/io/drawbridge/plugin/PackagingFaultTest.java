// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackagingFaultTest extends PluginDirectoryFixture {
  @Test
  void aJarWithoutProviderIsRefused() throws IOException {
    refused(new PluginJars().with("x", "y").write(directory.resolve("none.jar")), "no provider");
  }

  @Test
  void aServicesFileNamingAMissingClassIsRefused() throws IOException {
    refused(
        new PluginJars().with(PluginJars.SERVICES, "p.Gone\n").write(directory.resolve("gone.jar")),
        "p.Gone");
  }

  @Test
  void aServicesFileNamingAClassOfAnotherTypeIsRefused() throws IOException {
    refused(
        new PluginJars()
            .compiled("Odd", "public class Odd {}")
            .with(PluginJars.SERVICES, "p.Odd\n")
            .write(directory.resolve("odd.jar")),
        "p.Odd");
  }

  @Test
  void aServicesFileThatIsNoneIsRefused() throws IOException {
    refused(
        new PluginJars()
            .with(PluginJars.SERVICES, "not a name!\n")
            .write(directory.resolve("syntax.jar")));
  }

  @Test
  void aClassThatIsDamagedIsRefused() throws IOException {
    refused(
        new PluginJars()
            .with("p/Bad.class", "not a class")
            .with(PluginJars.SERVICES, "p.Bad\n")
            .write(directory.resolve("bad.jar")),
        "ClassFormatError");
  }

  @Test
  void emptyDamagedAndTruncatedJarsAreRefused() throws IOException {
    Path jar = directory.resolve("x.jar");
    Files.write(jar, new byte[0]);
    refused(jar, "empty");
    Files.writeString(jar, "this is no zip file at all");
    refused(jar, "damaged");
    PluginJars.of("t", PluginJars.saying("1")).write(jar);
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length * 2 / 3));
    refused(jar, "damaged");
    byte[] flipped = whole.clone();
    flipped[whole.length / 3] ^= 0x55;
    Files.write(jar, flipped);
    refused(jar, "damaged");
  }

  @Test
  void aDirectoryThatIsCalledAJarIsRefused() throws IOException {
    refused(Files.createDirectory(directory.resolve("d.jar")), "not a file");
  }

  @Test
  void aDirectoryWithoutJarIsRefused() throws IOException {
    refused(Files.createDirectory(directory.resolve("hollow")), "no jar");
  }

  @Test
  void aPluginOfAnotherInterfaceVersionIsRefused() throws IOException {
    refused(
        PluginJars.of("t", PluginJars.saying("1"))
            .attribute("Drawbridge-Spi-Version", "2.0")
            .write(directory.resolve("new.jar")),
        "version 2",
        "version 1");
  }

  @Test
  void twoPluginsOfOneTypeAreRefusedAndBothNamed() throws IOException {
    Path one = PluginJars.of("same", PluginJars.saying("1")).write(directory.resolve("one.jar"));
    Path two = PluginJars.of("same", PluginJars.saying("2")).write(directory.resolve("two.jar"));
    refused(one, two.toString(), "same");
  }

  @Test
  void twoPluginsOfOneNameAreRefused() throws IOException {
    PluginJars.of("t", PluginJars.saying("1")).write(directory.resolve("x.jar"));
    Path twin = Files.createDirectory(directory.resolve("X"));
    PluginJars.of("u", PluginJars.saying("1")).write(twin.resolve("u.jar"));
    refused(twin, "same name");
  }

  @Test
  void whatEveryoneCanWriteIsRefused() throws IOException {
    Path jar = PluginJars.of("t", PluginJars.saying("1")).write(directory.resolve("x.jar"));
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
    refused(jar, "everyone");
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused(directory, "everyone");
  }

  @Test
  void whatAGroupCanWriteIsRefusedUnlessItIsRootsOrTheOwnersOwn() throws Exception {
    Path jar = PluginJars.of("t", PluginJars.saying("1")).write(directory.resolve("x.jar"));
    assumeTrue(Files.getAttribute(jar, "unix:uid").equals(0), "only root can give files away");
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));
    Files.setAttribute(jar, "unix:gid", 65533);
    refused(jar, "can be written by the group ", "run chmod g-w on it");
    Files.setAttribute(jar, "unix:gid", 0);
    PluginDirectory.load(directory).forEach(Plugin::close);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
    Files.setAttribute(directory, "unix:gid", 65533);
    refused(directory, "can be written by the group ");
  }

  @Test
  void whatLiesWhereEveryoneCanWriteIsRefused() throws Exception {
    PluginJars.of("t", PluginJars.saying("1")).write(directory.resolve("x.jar"));
    Path above = directory.toRealPath().getParent();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused(above, "everyone");
    Files.setAttribute(above, "unix:mode", 01777);
    List<Plugin> loaded = PluginDirectory.load(directory);
    loaded.forEach(Plugin::close);
    assertEquals(1, loaded.size(), "nobody can exchange it there");
  }

  @Test
  void whatBelongsToSomebodyElseIsRefused() throws IOException {
    Path jar = PluginJars.of("t", PluginJars.saying("1")).write(directory.resolve("x.jar"));
    assumeTrue(Files.getAttribute(jar, "unix:uid").equals(0), "only root can give files away");
    Files.setAttribute(jar, "unix:uid", 65534);
    refused(jar, "belongs to", "who could change it");
    Files.setAttribute(jar, "unix:uid", 0);
    Files.setAttribute(directory, "unix:uid", 65534);
    refused(directory, "belongs to");
  }

  @Test
  void aJarThatLeadsToOthersByItsManifestIsRefused() throws IOException {
    PluginJars.of("u", PluginJars.saying("1")).write(temp.resolve("outside.jar"));
    refused(
        PluginJars.of("t", PluginJars.saying("1"))
            .attribute("Class-Path", "../outside.jar")
            .write(directory.resolve("x.jar")),
        "Class-Path");
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Path outside = PluginJars.of("t", PluginJars.saying("1")).write(temp.resolve("outside.jar"));
    Path link = Files.createSymbolicLink(directory.resolve("x.jar"), outside);
    refused(link, "out of the plugin directory");
    Path alias = Files.createSymbolicLink(temp.resolve("alias"), directory);
    assertTrue(
        assertThrows(PluginException.class, () -> PluginDirectory.load(alias))
            .getMessage()
            .contains(alias + " is a link"));
  }
}
