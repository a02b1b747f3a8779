// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Unix domain socket instead of a port, for runners that several users share. */
class ConnectSocketIT {
  @TempDir Path directory;
  @TempDir Path place;
  private Way way;
  private Path socket;

  @BeforeEach
  void start() {
    way = new Way(directory, Target.echo());
    socket = place.resolve("s");
  }

  @AfterEach
  void stop() {
    way.close();
  }

  private ConnectProcess listen() {
    return way.ready("--target", Scene.TARGET, "--listen", "unix:" + socket);
  }

  private void assertServed() throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      assertEquals(1, channel.read(answer));
      assertEquals('x', answer.get(0));
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  @Test
  void onlyItsOwnerMayConnectWhateverTheUmask() throws IOException {
    Result result =
        Command.of(
                "sh",
                "-c",
                "umask 0; exec \"$@\"",
                "sh",
                System.getProperty("drawbridge.home") + "/bin/drawbridge",
                "connect",
                "--gateway",
                "localhost:" + way.gateway.tlsPort(),
                "--ca",
                way.certificates.certificate().toString(),
                "--target",
                Scene.TARGET,
                "--listen",
                "unix:" + socket,
                "--",
                "stat",
                "-c",
                "%a %F",
                socket.toString())
            .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
            .run()
            .good();
    assertEquals("600 socket", result.out().strip());
    assertEquals(List.of(), left(), "removed at the end");
  }

  @Test
  void whatADeadProcessLeftIsReplaced() throws IOException {
    try (ConnectProcess dead = listen()) {
      dead.signal("KILL").exit();
    }
    assertEquals(List.of(socket), left());
    try (ConnectProcess connect = listen()) {
      assertServed();
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      assertEquals(0, connect.signal("TERM").exit());
    }
    assertEquals(List.of(), left());
  }

  @Test
  void theSocketOfALivingProcessIsInUse() throws IOException {
    try (ConnectProcess connect = listen()) {
      Result second =
          way.connect("--target", Scene.TARGET, "--listen", "unix:" + socket, "--", "true").run();
      assertEquals(69, second.exit(), second.err());
      assertTrue(second.err().contains("in use"), second.err());
      assertServed();
      assertEquals(0, connect.signal("TERM").exit());
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    Files.writeString(socket, "precious");
    Result result =
        way.connect("--target", Scene.TARGET, "--listen", "unix:" + socket, "--", "true").run();
    assertEquals(64, result.exit(), result.err());
    assertEquals("precious", Files.readString(socket));
  }

  @Test
  void libpqFindsTheSocketByDirectoryAndPort() {
    Path libpq = place.resolve(".s.PGSQL.6543");
    Result result =
        way.connect("--target", Scene.TARGET, "--listen", "unix:" + libpq, "--", "env")
            .run()
            .good();
    assertTrue(result.out().contains("PGHOST=" + place + "\n"), result.out());
    assertTrue(result.out().contains("PGPORT=6543\n"), result.out());
    assertFalse(result.out().contains("PGHOSTADDR"), result.out());
  }
}
