// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** One listener: where it is bound, how clients ask, how it is encrypted. Not safe for threads. */
public final class ListenerOptions {
  public SocketAddress address;
  int backlog = 1_024;
  String door = "http-connect";
  int maxHead = 32 * 1024;
  Optional<String> directTarget = Optional.empty();
  public Optional<Path> certificate = Optional.empty();
  public Optional<Path> key = Optional.empty();
  public Optional<Path> keyStore = Optional.empty();
  public Optional<char[]> keyStorePassword = Optional.empty();
  Optional<Supplier<SSLContext>> context = Optional.empty();
  public List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
  boolean plaintextAccepted;

  public ListenerOptions() {}

  /** The address to bind: an {@link InetSocketAddress} or a Unix domain address. */
  public ListenerOptions address(SocketAddress to) {
    address = Objects.requireNonNull(to, "address");
    return this;
  }

  /** How many connections may wait to be accepted; 1,024 unless set. */
  public ListenerOptions backlog(int connections) {
    backlog = connections;
    return this;
  }

  /** The door by its name in a configuration: {@code http-connect}. */
  public ListenerOptions door(String name) {
    door = Objects.requireNonNull(name, "name");
    return this;
  }

  /** The longest head of a request in bytes, 1 KiB to 64 KiB; 32 KiB unless set. */
  public ListenerOptions maxHead(int bytes) {
    maxHead = bytes;
    return this;
  }

  /** No protocol: every connection asks for this target. For local listeners. */
  public ListenerOptions directTo(String target) {
    door = "direct";
    directTarget = Optional.of(target);
    return this;
  }

  /** TLS with a certificate chain and key in PEM, read again when a file changes. */
  public ListenerOptions tls(Path chain, Path privateKey) {
    certificate = Optional.of(chain);
    key = Optional.of(privateKey);
    return this;
  }

  /** TLS with a PKCS#12 store, read again when the file changes. */
  public ListenerOptions tls(Path store, char[] password) {
    keyStore = Optional.of(store);
    keyStorePassword = Optional.of(password.clone());
    return this;
  }

  /** TLS with a context of the embedder's own, asked for at every connection. */
  public ListenerOptions tls(Supplier<SSLContext> supplier) {
    context = Optional.of(supplier);
    return this;
  }

  /** The TLS protocols offered; {@code TLSv1.3} and {@code TLSv1.2} unless set. */
  public ListenerOptions protocols(List<String> names) {
    protocols = List.copyOf(names);
    return this;
  }

  /** Accepts that credentials travel in clear on an address that is not loopback. */
  public ListenerOptions acceptPlaintext() {
    plaintextAccepted = true;
    return this;
  }

  boolean encrypted() {
    return certificate.isPresent() || keyStore.isPresent() || context.isPresent();
  }
}
