// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/** One target: what a name stands for. Not safe for threads. */
public final class TargetOptions {
  public String host = "";
  public int port;
  public Set<Integer> ports = new TreeSet<>();
  boolean loopback;
  boolean tls;
  public Optional<Path> authorities = Optional.empty();
  Optional<SSLContext> context = Optional.empty();
  public Optional<String> serverName = Optional.empty();
  OptionalInt maxTunnels = OptionalInt.empty();

  public TargetOptions() {}

  /** The name or address that is dialled, and the port when none is asked for. */
  public TargetOptions address(String to, int defaultPort) {
    host = to;
    port = defaultPort;
    return this;
  }

  /** Further ports that may be asked for. */
  public TargetOptions ports(Collection<Integer> allowed) {
    ports = new TreeSet<>(allowed);
    return this;
  }

  /** Allows that its address is a loopback one. */
  public TargetOptions loopback(boolean allowed) {
    loopback = allowed;
    return this;
  }

  /** Encrypts the leg to it; the certificate must be for the host's name. */
  public TargetOptions tls() {
    tls = true;
    return this;
  }

  /** Encrypts the leg to it, and trusts the certificate authorities of this PEM file only. */
  public TargetOptions tls(Path trusted) {
    tls = true;
    authorities = Optional.of(trusted);
    return this;
  }

  /** Encrypts the leg to it with a context of the embedder's own. */
  public TargetOptions tls(SSLContext own) {
    tls = true;
    context = Optional.of(own);
    return this;
  }

  /** The name its certificate must have, where that is not the host's. */
  public TargetOptions serverName(String name) {
    serverName = Optional.of(name);
    return this;
  }

  /** How many tunnels to it may be open at once. */
  public TargetOptions maxTunnels(int tunnels) {
    maxTunnels = OptionalInt.of(tunnels);
    return this;
  }
}
