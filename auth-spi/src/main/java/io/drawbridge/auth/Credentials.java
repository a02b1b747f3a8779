// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a client presented to prove who it is. Always secret; immutable. */
public final class Credentials {
  /** Nothing was presented. */
  public static final Credentials NONE = new Credentials(null, Map.of(), List.of());

  private final Secret token;
  private final Map<String, Secret> companions;
  private final List<X509Certificate> certificates;

  private Credentials(
      Secret token, Map<String, Secret> companions, List<X509Certificate> certificates) {
    this.token = token;
    this.companions = companions;
    this.certificates = certificates;
  }

  /** Credentials that consist of one token. */
  public static Credentials of(Secret token) {
    return new Credentials(token, Map.of(), List.of());
  }

  /** The same credentials with one more companion; a companion of that name is replaced. */
  public Credentials withCompanion(String name, Secret value) {
    Map<String, Secret> more = new LinkedHashMap<>(companions);
    more.put(name, value);
    return new Credentials(token, Map.copyOf(more), certificates);
  }

  /** The same credentials with the client's certificate chain, its own certificate first. */
  public Credentials withCertificates(List<X509Certificate> chain) {
    return new Credentials(token, companions, List.copyOf(chain));
  }

  /**
   * The main credential: of {@code Proxy-Authorization: Bearer T} and of {@code Basic anything:T}
   * alike it is T.
   */
  public Optional<Secret> token() {
    return Optional.ofNullable(token);
  }

  /** A further credential that the client named, for example {@code job} for a job's own token. */
  public Optional<Secret> companion(String name) {
    return Optional.ofNullable(companions.get(name));
  }

  /** The names of the companions, at most three. */
  public Set<String> companionNames() {
    return companions.keySet();
  }

  /** The certificate chain the client proved in TLS, its own first; empty if it has none. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** Whether nothing was presented. */
  public boolean isEmpty() {
    return token == null && companions.isEmpty() && certificates.isEmpty();
  }

  /** Says what kinds are there, never their values. */
  @Override
  public String toString() {
    return "Credentials[token=%s, companions=%s, certificates=%s]"
        .formatted(token == null ? "none" : "***", companions.keySet(), certificates.size());
  }
}
