// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Standard input and output as a local connection, for programs that start a proxy command. It goes
 * through a Unix domain socket in a directory of its own, which nobody else may enter, so that
 * there is one engine and not two.
 */
final class Stdio {
  private Stdio() {}

  /** Relays until the target's side ends. */
  static ExitCode run(ConnectPlan plan, Console console)
      throws CommandException, InterruptedException {
    Path directory = privateDirectory();
    try {
      Path socket = directory.resolve("socket");
      Route route =
          new Route(plan.routes().getFirst().target(), UnixDomainSocketAddress.of(socket));
      ConnectPlan inside =
          new ConnectPlan(
              plan.gateway(),
              plan.trust(),
              plan.token(),
              plan.jobToken(),
              List.of(route),
              plan.job());
      try (Proxy _ = LocalSide.start(inside, console);
          SocketChannel channel = SocketChannel.open(route.address())) {
        Thread.ofPlatform().daemon().name("drawbridge-stdin").start(() -> feed(console, channel));
        Channels.newInputStream(channel).transferTo(new FlushingOutput(console.out()));
        return ExitCode.DONE;
      }
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNREACHABLE, "the tunnel ended: " + e.getMessage());
    } finally {
      delete(directory);
    }
  }

  private static void feed(Console console, SocketChannel channel) {
    byte[] bytes = new byte[16 * 1024];
    try {
      InputStream in = console.in();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.shutdownOutput();
    } catch (IOException _) {
      // The tunnel has ended: the reader of the other direction says so.
    }
  }

  private static Path privateDirectory() throws CommandException {
    try {
      return Files.createTempDirectory(
          "drawbridge",
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new CommandException(ExitCode.INTERNAL, "no temporary directory: " + e.getMessage());
    }
  }

  private static void delete(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve("socket"));
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      // An empty private directory stays behind in the temporary directory.
    }
  }
}
