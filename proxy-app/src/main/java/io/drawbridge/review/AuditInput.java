// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.audit.Lines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * An audit file to be read from its beginning to its end, once: also one that is compressed (RFC
 * 1952), which its first bytes tell. One thread.
 */
final class AuditInput implements AutoCloseable {
  private final String name;
  private final InputStream in;

  private AuditInput(String name, InputStream raw) throws IOException {
    this.name = name;
    BufferedInputStream in = new BufferedInputStream(raw);
    in.mark(2);
    boolean packed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    this.in = packed ? new GZIPInputStream(in, 64 * 1024) : in;
  }

  /** Opens a file; a file in use can be read. */
  static AuditInput open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return new AuditInput(file.toString(), raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Of what comes from a stream, under that name in findings. */
  static AuditInput of(String name, InputStream in) throws IOException {
    return new AuditInput(name, in);
  }

  String name() {
    return name;
  }

  Lines lines() {
    return new Lines(this::read, 0);
  }

  private int read(ByteBuffer into, long position) throws IOException {
    int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
    into.position(into.position() + Math.max(count, 0));
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
