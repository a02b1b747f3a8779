// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.Principal;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;

/** Decides whether a file may be a plugin's jar, before any of its code runs. */
final class JarCheck {
  /** The version of the plugin interface that this gateway has. */
  private static final int SPI_MAJOR = 1;

  /** Bits of a file's mode: S_IWOTH, S_IWGRP and S_ISVTX (inode(7)). */
  private static final int OTHERS_WRITE = 0002;

  private static final int GROUP_WRITE = 0020;
  private static final int STICKY = 01000;

  // Chosen far above what people ship: they bound how long a start reads a broken or hostile jar.
  private static final int MAX_ENTRIES = 100_000;
  private static final long MAX_UNPACKED = 512L << 20;

  private JarCheck() {}

  /** Refuses a path that others could replace or fill, or that leads out of the real root. */
  static void place(Path path, Path root) throws PluginException {
    try {
      if (!path.toRealPath().startsWith(root)) {
        throw new PluginException(path + " is a link that leads out of the plugin directory");
      }
      ownOnly(path, false);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Refuses a directory that others could exchange, by writing to it or to one that it is in. */
  static void above(Path root) throws PluginException {
    for (Path at = root; at != null; at = at.getParent()) {
      try {
        ownOnly(at, true);
      } catch (IOException e) {
        throw unreadable(at, e);
      }
    }
  }

  static PluginException unreadable(Path path, IOException e) {
    return new PluginException(path + " cannot be read (" + e.getClass().getSimpleName() + ")");
  }

  /**
   * Whoever owns a file can change it, and whoever may write to it. A group is nobody else where it
   * is root's, or the owner's own: one of the owner's name, as useradd(8) makes for each user
   * (USERGROUPS_ENAB); the files of such a user are group-writable without anybody's doing.
   *
   * @param sticky whether a directory that others can write to will do if its sticky bit keeps them
   *     from what is not theirs, as with {@code /tmp}
   */
  private static void ownOnly(Path path, boolean sticky) throws IOException, PluginException {
    if (!Files.getFileStore(path).supportsFileAttributeView("unix")) {
      return;
    }
    Map<String, Object> is = Files.readAttributes(path, "unix:mode,uid,owner,gid,group");
    int mode = (Integer) is.get("mode");
    UserPrincipal owner = (UserPrincipal) is.get("owner");
    String group = ((Principal) is.get("group")).getName();
    boolean kept = sticky && (mode & STICKY) != 0;
    if ((mode & OTHERS_WRITE) != 0 && !kept) {
      throw new PluginException(path + " can be written by everyone; run chmod o-w on it");
    }
    if ((mode & GROUP_WRITE) != 0
        && !kept
        && !is.get("gid").equals(0)
        && !group.equals(owner.getName())) {
      throw new PluginException(
          path + " can be written by the group " + group + "; run chmod g-w on it");
    }
    if (!is.get("uid").equals(0) && !owner.equals(user())) {
      throw new PluginException(
          path
              + " belongs to "
              + owner.getName()
              + ", who could change it; give it to root or to the gateway's own user");
    }
  }

  /**
   * Whom this process runs as. The directory, unlike what is in it, belongs to the effective user
   * also where the process may not be dumped (task_dump_owner in Linux's fs/proc/base.c).
   */
  private static UserPrincipal user() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? Files.getOwner(self)
        : self.getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
  }

  /** Reads the jar from end to end; answers the version its manifest states, empty if none. */
  static String content(Path jar) throws PluginException {
    if (!Files.isRegularFile(jar)) {
      throw new PluginException(jar + " is not a file, though its name says it is a jar");
    }
    try {
      if (Files.size(jar) == 0) {
        throw new PluginException(jar + " is empty");
      }
      // Without a signature check: nothing here trusts signatures, the digests are compared below.
      try (JarFile opened = new JarFile(jar.toFile(), false)) {
        readAll(jar, opened);
        Manifest manifest = opened.getManifest();
        return manifest == null ? "" : version(jar, manifest.getMainAttributes());
      }
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw new PluginException(
          jar + " is damaged or no jar (" + e.getClass().getSimpleName() + "); copy it anew");
    }
  }

  /** Whether the jar has an entry of that name; also if that cannot be told, for it is broken. */
  static boolean mayHave(Path jar, String entry) {
    try (JarFile opened = new JarFile(jar.toFile(), false)) {
      return opened.getEntry(entry) != null;
    } catch (IOException | IllegalArgumentException | SecurityException _) {
      return true;
    }
  }

  /** The reader of a jar does not compare checksums by itself. */
  private static void readAll(Path jar, JarFile opened) throws IOException, PluginException {
    if (opened.size() > MAX_ENTRIES) {
      throw new PluginException(jar + " has more than " + MAX_ENTRIES + " entries");
    }
    byte[] buffer = new byte[32 * 1024];
    long unpacked = 0;
    for (JarEntry entry : Collections.list(opened.entries())) {
      CRC32 sum = new CRC32();
      try (InputStream in = opened.getInputStream(entry)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sum.update(buffer, 0, n);
          unpacked += n;
          if (unpacked > MAX_UNPACKED) {
            throw new PluginException(jar + " unpacks to more than 512 MiB");
          }
        }
      }
      if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
        throw new PluginException(jar + " is damaged: a checksum in it is wrong; copy it anew");
      }
    }
  }

  private static String version(Path jar, Attributes attributes) throws PluginException {
    if (attributes.getValue(Attributes.Name.CLASS_PATH) != null) {
      // Its class loader would follow it to files that nobody looked at, wherever they lie.
      throw new PluginException(
          jar
              + " names other jars in its manifest (Class-Path); put their content into it, or them"
              + " beside it into a directory of the plugin's own");
    }
    String spi = attributes.getValue("Drawbridge-Spi-Version");
    if (spi != null) {
      int major = major(jar, spi.strip());
      if (major != SPI_MAJOR) {
        throw new PluginException(
            String.format(
                Locale.ROOT,
                "%s is made for version %d of the plugin interface; this gateway has version %d",
                jar,
                major,
                SPI_MAJOR));
      }
    }
    String version = attributes.getValue("Drawbridge-Plugin-Version");
    String other = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version != null ? version : other != null ? other : "";
  }

  private static int major(Path jar, String spi) throws PluginException {
    int dot = spi.indexOf('.');
    try {
      return Integer.parseInt(dot < 0 ? spi : spi.substring(0, dot));
    } catch (NumberFormatException _) {
      throw new PluginException(jar + ": Drawbridge-Spi-Version in its manifest is not a version");
    }
  }

  /** Whether the directory itself is a link; its content could be exchanged behind our back. */
  static boolean isLink(Path path) {
    return Files.isSymbolicLink(path) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
