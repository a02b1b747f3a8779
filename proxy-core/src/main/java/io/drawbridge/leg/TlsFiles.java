// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * A server's TLS context from files, read again when they change. They are looked at when a context
 * is asked for, at most every 3 s: nothing has to be stopped, and nothing runs while nobody
 * connects. Files that cannot be used leave the last good context in place. Safe for concurrent
 * use; whoever comes while another one reads gets the context of before.
 */
public final class TlsFiles implements Supplier<SSLContext> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  /** Reads the files. */
  private interface Load {
    TlsIdentity identity() throws IOException;
  }

  /** What shows that a file has changed, replaced by a rename included. */
  private record Stamp(Object modified, long size, Object identity) {}

  private final List<Path> files;
  private final Load load;
  private final Consumer<String> problems;
  private final LongSupplier nanoTime;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile SSLContext context;
  private volatile long lookedAt;
  private List<Stamp> loaded;
  private List<Stamp> failed = List.of();
  private boolean told;

  private TlsFiles(List<Path> files, Load load, Consumer<String> problems, LongSupplier nanoTime)
      throws IOException {
    this.files = files;
    this.load = load;
    this.problems = problems;
    this.nanoTime = nanoTime;
    this.loaded = stamps();
    this.context = load.identity().context();
    this.lookedAt = nanoTime.getAsLong();
  }

  /**
   * From PEM files.
   *
   * @param certificate the server's certificate, then its issuers'
   * @param key its key: PKCS#8, PKCS#1 or SEC1, not encrypted
   * @param problems told a line, on a thread that connects, when changed files cannot be used
   * @throws IOException if they cannot be used now; the message names the file
   */
  public static TlsFiles pem(Path certificate, Path key, Consumer<String> problems)
      throws IOException {
    return pem(certificate, key, problems, System::nanoTime);
  }

  static TlsFiles pem(Path certificate, Path key, Consumer<String> problems, LongSupplier nanoTime)
      throws IOException {
    return new TlsFiles(
        List.of(certificate, key), () -> TlsIdentity.pem(certificate, key), problems, nanoTime);
  }

  /**
   * From a PKCS#12 store that holds one key with its chain.
   *
   * @param problems as with {@link #pem}
   * @throws IOException if it cannot be used now; the message names the file
   */
  public static TlsFiles pkcs12(Path store, char[] password, Consumer<String> problems)
      throws IOException {
    char[] own = password.clone();
    return new TlsFiles(
        List.of(store), () -> TlsIdentity.pkcs12(store, own), problems, System::nanoTime);
  }

  /** The context of the moment. */
  @Override
  public SSLContext get() {
    if (nanoTime.getAsLong() - lookedAt >= LOOK_EVERY.toNanos() && looking.tryLock()) {
      try {
        look();
        lookedAt = nanoTime.getAsLong();
      } finally {
        looking.unlock();
      }
    }
    return context;
  }

  private void look() {
    List<Stamp> now = stamps();
    if (now.equals(loaded) || (now.equals(failed) && told)) {
      return;
    }
    try {
      SSLContext fresh = load.identity().context();
      // Changed while being read: the next look takes them when they are at rest.
      if (now.equals(stamps())) {
        context = fresh;
        loaded = now;
        failed = List.of();
        told = false;
      }
    } catch (IOException e) {
      // Certificate and key are replaced one after the other: only what stays wrong is told.
      told = now.equals(failed);
      failed = now;
      if (told) {
        problems.accept(e.getMessage() + "; the certificate of before stays in use");
      }
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(new Stamp(is.lastModifiedTime(), is.size(), is.fileKey()));
      } catch (IOException _) {
        stamps.add(new Stamp("missing", 0, file));
      }
    }
    return stamps;
  }
}
