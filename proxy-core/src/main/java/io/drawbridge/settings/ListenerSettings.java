// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Secret;
import io.drawbridge.common.HostPort;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * One listener, a table {@code listener}: where it is bound, how clients ask, how it is encrypted.
 *
 * @param name what it is called
 * @param address where it is bound, an internet or a Unix domain address; must be said
 * @param backlog how many connections may wait to be accepted
 * @param door the protocol by which clients ask
 * @param tls how its legs are encrypted, if they are
 * @param plaintextAccepted whether credentials may travel in clear on an address that is not
 *     loopback
 */
public record ListenerSettings(
    String name,
    Optional<SocketAddress> address,
    int backlog,
    DoorSettings door,
    Optional<ServerTls> tls,
    boolean plaintextAccepted) {
  /** Refuses a backlog that is not from 1 to 65,535. */
  public ListenerSettings {
    bounds(name).check("backlog", backlog, 1, 65_535);
  }

  /** HTTP CONNECT without encryption, 1,024 waiting connections, no address yet. */
  public static ListenerSettings named(String name) {
    DoorSettings door = DoorSettings.HttpConnect.STANDARD;
    return new ListenerSettings(name, Optional.empty(), 1_024, door, Optional.empty(), false);
  }

  private static Bounds bounds(String name) {
    return new Bounds("listener." + name);
  }

  /** Bound there: an {@link InetSocketAddress} or a Unix domain address. */
  public ListenerSettings address(SocketAddress to) {
    return new ListenerSettings(name, Optional.of(to), backlog, door, tls, plaintextAccepted);
  }

  /** With that many connections that may wait to be accepted. */
  public ListenerSettings backlog(int connections) {
    return new ListenerSettings(name, address, connections, door, tls, plaintextAccepted);
  }

  /** With that door. */
  public ListenerSettings door(DoorSettings way) {
    return new ListenerSettings(name, address, backlog, way, tls, plaintextAccepted);
  }

  /** By HTTP CONNECT, with a request's head of at most that many bytes. */
  public ListenerSettings maxHead(int bytes) {
    return door(new DoorSettings.HttpConnect(bytes));
  }

  /** No protocol: every connection asks for this target. For local listeners. */
  public ListenerSettings directTo(String target) {
    return door(new DoorSettings.Direct(target));
  }

  /** Encrypted so. */
  public ListenerSettings tls(ServerTls how) {
    return new ListenerSettings(name, address, backlog, door, Optional.of(how), plaintextAccepted);
  }

  /** TLS with a certificate chain and key in PEM, read again when a file changes. */
  public ListenerSettings tls(Path chain, Path privateKey) {
    return tls(ServerTls.of(new ServerTls.Pem(chain, privateKey)));
  }

  /** TLS with a PKCS#12 store, read again when the file changes. */
  public ListenerSettings tls(Path store, char[] password) {
    return tls(ServerTls.of(new ServerTls.Pkcs12(store, Secret.of(new String(password)))));
  }

  /** TLS with a context of the embedder's own, asked for at every connection. */
  public ListenerSettings tls(Supplier<SSLContext> supplier) {
    return tls(ServerTls.of(new ServerTls.Own(supplier)));
  }

  /** Accepts that credentials travel in clear on an address that is not loopback. */
  public ListenerSettings acceptPlaintext() {
    return new ListenerSettings(name, address, backlog, door, tls, true);
  }

  /** Whether only this machine can reach it: a loopback or Unix domain address. */
  public boolean isLocal() {
    return !(address.orElseThrow() instanceof InetSocketAddress internet)
        || !internet.isUnresolved() && internet.getAddress().isLoopbackAddress();
  }

  /** Refuses what only all of it tells. */
  void check(List<String> targets) {
    Bounds bounds = bounds(name);
    bounds.require(address.isPresent(), "address", "it is missing");
    bounds.require(
        tls.isPresent() || plaintextAccepted || isLocal(),
        "tls",
        "it is missing, and "
            + HostPort.text(address.get())
            + " is not loopback: credentials would travel in clear; set tls, or plaintext = \"I"
            + " accept\"");
    if (door instanceof DoorSettings.Direct(String target)) {
      bounds.require(targets.contains(target), "door", target + " is no target");
    }
  }
}
