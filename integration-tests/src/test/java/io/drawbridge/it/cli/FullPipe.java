// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import io.drawbridge.it.harness.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A named pipe that takes not one byte more, held open: nobody reads it. */
record FullPipe(RandomAccessFile open) implements AutoCloseable {
  static FullPipe at(Path pipe) throws IOException {
    Command.of("mkfifo", pipe.toString()).run().good();
    FullPipe full = new FullPipe(new RandomAccessFile(pipe.toFile(), "rw"));
    Command.of("dd", "if=/dev/zero", "of=" + pipe, "oflag=nonblock", "bs=1", "count=9M").run();
    return full;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
