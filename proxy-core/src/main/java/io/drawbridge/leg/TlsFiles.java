// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A server's TLS context from files, read again by a {@link #look} after they have changed; whoever
 * connects never waits for a file. Files that cannot be used leave the last good context in place.
 * One thread looks, any may ask for the rest.
 */
public final class TlsFiles implements Supplier<SSLContext> {
  /** Reads the files. */
  private interface Load {
    TlsIdentity identity() throws IOException;
  }

  /** What shows that a file has changed, replaced by a rename included. */
  private record Stamp(Object modified, long size, Object identity) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(is.lastModifiedTime(), is.size(), is.fileKey());
      } catch (IOException _) {
        return new Stamp("missing", 0, file);
      }
    }
  }

  private record Used(SSLContext context, Instant expires) {
    /** The chain is as good as that of its certificates which ends first. */
    static Used of(TlsIdentity identity) throws IOException {
      Stream<Date> ends = identity.chain().stream().map(X509Certificate::getNotAfter);
      return new Used(identity.context(), Collections.min(ends.toList()).toInstant());
    }
  }

  /**
   * What became of files that changed.
   *
   * @param taken whether they are used from now on
   * @param line that, or why not and what to do, in one sentence
   */
  public record Change(boolean taken, String line) {}

  private final List<Path> files;
  private final Load load;
  private volatile Used used;
  private List<Stamp> loaded;
  private List<Stamp> failed = List.of();
  private boolean told;
  private volatile boolean stale;

  private TlsFiles(List<Path> files, Load load) throws IOException {
    this.files = files;
    this.load = load;
    this.loaded = stamps();
    this.used = Used.of(load.identity());
  }

  /**
   * From PEM files.
   *
   * @param certificate the server's certificate, then its issuers'
   * @param key its key: PKCS#8, PKCS#1 or SEC1, not encrypted
   * @throws IOException if they cannot be used now; the message names the file
   */
  public static TlsFiles pem(Path certificate, Path key) throws IOException {
    return new TlsFiles(List.of(certificate, key), () -> TlsIdentity.pem(certificate, key));
  }

  /**
   * From a PKCS#12 store that holds one key with its chain.
   *
   * @throws IOException if it cannot be used now; the message names the file
   */
  public static TlsFiles pkcs12(Path store, char[] password) throws IOException {
    char[] own = password.clone();
    return new TlsFiles(List.of(store), () -> TlsIdentity.pkcs12(store, own));
  }

  /** The context of the moment. */
  @Override
  public SSLContext get() {
    return used.context();
  }

  /** Where the certificate is read from. */
  public Path file() {
    return files.getFirst();
  }

  /** When the certificate in use, or one of its chain, ends. */
  public Instant expires() {
    return used.expires();
  }

  /** Whether the files hold what cannot be used, so that the certificate of before is. */
  public boolean stale() {
    return stale;
  }

  /**
   * Takes the files if they have changed.
   *
   * @return what is to be told: once that they are taken, and once, at the second look which finds
   *     the same, that they cannot be
   */
  public Optional<Change> look() {
    List<Stamp> now = stamps();
    if (now.equals(loaded)) {
      failed = List.of();
      stale = false;
      return Optional.empty();
    }
    if (told && now.equals(failed)) {
      return Optional.empty();
    }
    try {
      Used fresh = Used.of(load.identity());
      // Changed while being read: the next look takes them when they are at rest.
      return now.equals(stamps()) ? Optional.of(take(fresh, now)) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // Certificate and key are replaced one after the other: only what stays wrong is told.
      told = now.equals(failed);
      failed = now;
      stale |= told;
      return told ? Optional.of(new Change(false, refusal(e))) : Optional.empty();
    }
  }

  private Change take(Used fresh, List<Stamp> now) {
    used = fresh;
    loaded = now;
    failed = List.of();
    told = false;
    stale = false;
    return new Change(
        true, "the new certificate of " + file() + " is in use, valid until " + fresh.expires());
  }

  private String refusal(Exception e) {
    // A parser of the JDK's may throw anything, and its message may say nothing.
    String why = e instanceof IOException ? e.getMessage() : file() + " cannot be read: " + e;
    return why
        + "; the certificate of before stays in use, valid until "
        + used.expires()
        + ": mend the files, and they are taken without a restart";
  }

  private List<Stamp> stamps() {
    return files.stream().map(Stamp::of).toList();
  }
}
