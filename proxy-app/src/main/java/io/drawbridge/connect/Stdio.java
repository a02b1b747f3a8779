// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.FlushingOutput;
import io.drawbridge.command.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Standard input and output as a local connection, for programs that start a proxy command. It goes
 * through a Unix domain socket in a directory of its own, which nobody else may enter, so that
 * there is one engine and not two. The directory is gone as soon as the connection stands.
 */
final class Stdio {
  private Stdio() {}

  /** Relays until the target's side ends, or a signal comes. */
  static ExitCode run(ConnectPlan plan, Console console) throws CommandException {
    Path directory = new TemporaryFiles(System::getenv).directory();
    Path socket = directory.resolve("socket");
    SocketAddress address = UnixDomainSocketAddress.of(socket);
    ConnectPlan inside = plan.at(new Route(plan.routes().getFirst().target(), address));
    try (LocalSide _ = LocalSide.start(inside, console);
        SocketChannel channel = SocketChannel.open(address)) {
      delete(directory, socket);
      CountDownLatch done = Signals.on(Signals.GONE, () -> close(channel));
      plan.whenJobEnds(console, () -> close(channel));
      try {
        Thread.ofPlatform().daemon().name("drawbridge-stdin").start(() -> feed(console, channel));
        Channels.newInputStream(channel).transferTo(new FlushingOutput(console.out()));
        return ExitCode.DONE;
      } finally {
        done.countDown();
      }
    } catch (AsynchronousCloseException _) {
      // The signal: whoever asked for the connection wants it no more.
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNREACHABLE, "the tunnel ended: " + e.getMessage());
    } finally {
      delete(directory, socket);
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
    } catch (ClosedChannelException _) {
      // The target's side has ended, and with it the command.
      return;
    } catch (IOException _) {
      // The tunnel has ended: the reader of the other direction says so.
      return;
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // Its descriptor is gone in any case.
      return;
    }
  }

  private static void delete(Path directory, Path socket) {
    try {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      // An empty private directory stays behind in the temporary directory.
      return;
    }
  }
}
