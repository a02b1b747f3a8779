// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Remembers verified credentials, so that the next session of the same job costs no signature check
 * and no call. Kept under SHA-256 over everything presented, all that the authenticator is told of
 * where (its answer may depend on it), the authenticator's name and a random number: a changed
 * configuration remembers nothing of the one before, and the keys tell nothing about weak secrets.
 * The least recently used goes first; a principal that varies what it presents pushes out its own
 * alone. Who was forgotten is verified again. Safe for concurrent use.
 */
final class VerifiedMemory {
  /** More than the 8,000 tunnels that are open at most unless set: the jobs of a full gateway. */
  static final int MAX_ENTRIES = 10_000;

  /** A tenth: ten principals that fill their share leave room for none but each other. */
  static final int MAX_OF_PRINCIPAL = MAX_ENTRIES / 10;

  /** Promised to authenticators: {@link io.drawbridge.auth.Authentication.Verified#reuse}. */
  static final Duration MAX_AGE = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final LongSupplier ticker;
  private final byte[] version = new byte[32];
  private final Map<ByteBuffer, Remembered> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Integer> ofPrincipal = new HashMap<>();

  /** Valid while both clocks say so: the wall clock may be set back, the ticker cannot. */
  private record Remembered(Verdict.Verified verdict, Instant expiresAt, long untilNanos) {
    String principal() {
      return verdict.identity().principal();
    }
  }

  VerifiedMemory(InstantSource clock, LongSupplier ticker) {
    this.clock = clock;
    this.ticker = ticker;
    new SecureRandom().nextBytes(version);
  }

  /** The name under which what was presented is remembered; {@code null} if it cannot be. */
  ByteBuffer key(Credentials presented, Peer peer, String authenticator) {
    MessageDigest sum = sha256();
    sum.update(version);
    add(sum, authenticator.getBytes(StandardCharsets.UTF_8));
    add(sum, peer.address().getAddress());
    add(sum, peer.listener().getBytes(StandardCharsets.UTF_8));
    add(sum, new byte[] {(byte) (peer.encrypted() ? 1 : 0)});
    Secret token = presented.token().orElse(null);
    add(sum, token == null ? new byte[0] : token.digest());
    for (String name : new TreeSet<>(presented.companionNames())) {
      add(sum, name.getBytes(StandardCharsets.UTF_8));
      add(sum, presented.companion(name).orElseThrow().digest());
    }
    // Ends the companions, so that none of them can be taken for a certificate.
    add(sum, new byte[0]);
    try {
      for (X509Certificate certificate : presented.certificates()) {
        add(sum, certificate.getEncoded());
      }
    } catch (CertificateEncodingException _) {
      return null;
    }
    return ByteBuffer.wrap(sum.digest());
  }

  private static void add(MessageDigest sum, byte[] part) {
    sum.update(ByteBuffer.allocate(4).putInt(0, part.length));
    sum.update(part);
  }

  /** What is remembered, if it still counts. */
  synchronized Optional<Verdict.Verified> find(ByteBuffer key) {
    Remembered entry = key == null ? null : entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (ticker.getAsLong() - entry.untilNanos >= 0 || !clock.instant().isBefore(entry.expiresAt)) {
      forget(key);
      return Optional.empty();
    }
    return Optional.of(entry.verdict);
  }

  /** Remembers an answer for its own time of reuse at most; it is as old as the question. */
  synchronized void put(ByteBuffer key, Verdict.Verified verdict, long asked) {
    Duration reuse = verdict.reuse();
    if (key == null || reuse.isZero()) {
      return;
    }
    Duration age = reuse.compareTo(MAX_AGE) < 0 ? reuse : MAX_AGE;
    String principal = verdict.identity().principal();
    forget(key);
    if (ofPrincipal.getOrDefault(principal, 0) >= MAX_OF_PRINCIPAL) {
      forgetEldest(of -> of.equals(principal));
    } else if (entries.size() >= MAX_ENTRIES) {
      forgetEldest(_ -> true);
    }
    entries.put(
        key, new Remembered(verdict, verdict.identity().expiresAt(), asked + age.toNanos()));
    ofPrincipal.merge(principal, 1, Integer::sum);
  }

  private void forgetEldest(Predicate<String> whose) {
    entries.entrySet().stream()
        .filter(entry -> whose.test(entry.getValue().principal()))
        .findFirst()
        .ifPresent(entry -> forget(entry.getKey()));
  }

  private void forget(ByteBuffer key) {
    Remembered gone = entries.remove(key);
    if (gone != null) {
      ofPrincipal.computeIfPresent(gone.principal(), (_, n) -> n == 1 ? null : n - 1);
    }
  }

  synchronized int size() {
    return entries.size();
  }

  synchronized void clear() {
    entries.clear();
    ofPrincipal.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
