// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Signals;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * Standard input and output as a local connection, for programs that start a proxy command. It goes
 * through a Unix domain socket in a directory of its own, which nobody else may enter, so that
 * there is one engine and not two. The directory is gone as soon as the connection stands.
 */
final class Stdio {
  private Stdio() {}

  /** Relays until the target's side ends, or a signal comes. */
  static ExitCode run(ConnectPlan plan, Console console)
      throws CommandException, InterruptedException {
    Path directory = new TemporaryFiles(System::getenv).directory();
    Path socket = directory.resolve("socket");
    SocketAddress address = UnixDomainSocketAddress.of(socket);
    ConnectPlan inside = plan.at(new Route(plan.routes().getFirst().target(), address));
    try (LocalSide side = LocalSide.start(inside, console);
        SocketChannel channel = SocketChannel.open(address)) {
      delete(directory, socket);
      // Neither direction is this thread's: a write that nobody takes must not hold up the end.
      CompletableFuture<Boolean> end = new CompletableFuture<>();
      CountDownLatch done = Signals.on(Signals.GONE, () -> end.complete(false));
      plan.whenJobEnds(console, () -> end.complete(false));
      Thread.Builder thread = Thread.ofPlatform().daemon();
      thread.name("drawbridge-stdin").start(() -> feed(console, channel, end));
      thread.name("drawbridge-stdout").start(() -> take(console, channel, end));
      try {
        await(end, side);
        return ExitCode.DONE;
      } finally {
        done.countDown();
      }
    } catch (IOException e) {
      throw ended(e);
    } finally {
      delete(directory, socket);
    }
  }

  private static void await(CompletableFuture<Boolean> end, LocalSide side)
      throws CommandException, InterruptedException {
    boolean whole = false;
    try {
      whole = end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandException told) {
        throw told;
      }
      throw new CommandException(ExitCode.INTERNAL, "a fault of the program: " + e.getCause());
    } finally {
      if (!whole) {
        // Before the channel, whose end the target would take for that of a complete input.
        side.reset();
      }
    }
  }

  private static CommandException ended(IOException e) {
    return new CommandException(ExitCode.UNREACHABLE, "the tunnel ended: " + e.getMessage());
  }

  private static void take(Console console, SocketChannel channel, CompletableFuture<Boolean> end) {
    try {
      Channels.newInputStream(channel).transferTo(new FlushingOutput(console.out()));
      end.complete(true);
    } catch (IOException e) {
      end.completeExceptionally(
          console.out().checkError()
              ? new CommandException(ExitCode.INPUT_OUTPUT, e.getMessage())
              : ended(e));
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  private static void feed(Console console, SocketChannel channel, CompletableFuture<Boolean> end) {
    byte[] bytes = new byte[16 * 1024];
    try {
      InputStream in = console.in();
      for (int read = read(in, bytes); read >= 0; read = read(in, bytes)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.shutdownOutput();
    } catch (CommandException | RuntimeException | Error e) {
      end.completeExceptionally(e);
    } catch (IOException _) {
      // The tunnel has ended: the reader of the other direction says so.
      return;
    }
  }

  private static int read(InputStream in, byte[] bytes) throws CommandException {
    try {
      return in.read(bytes);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.INPUT_OUTPUT, "standard input cannot be read: " + e.getMessage());
    }
  }

  /** Hands on every piece at once: the peer of a proxy command waits for it. */
  private static final class FlushingOutput extends FilterOutputStream {
    private final PrintStream to;

    FlushingOutput(PrintStream to) {
      super(to);
      this.to = to;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
      to.flush();
      if (to.checkError()) {
        throw new IOException("standard output is closed");
      }
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
