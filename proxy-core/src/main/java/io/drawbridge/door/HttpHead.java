// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP/1 message: a start line and fields (RFC 9112 §2.1, §5). Stricter than the RFC
 * asks, because every leniency is one that another reader of the same bytes may not share: lines
 * end with CR LF alone, there is at most one empty line before the start line (RFC 9112 §2.2), no
 * folding, no space before a colon, no control character, at most 100 fields. A byte that cannot be
 * part of a head ends the reading at once, so that a client of another protocol is not left
 * waiting.
 *
 * <p>The bytes hold credentials: they stay in one array, which {@link #close} overwrites; values
 * are cut out of it only when asked for. For one thread.
 */
public final class HttpHead implements AutoCloseable {
  /** A head with a token of a job fits mostly; one page. */
  private static final int FIRST_READ = 4096;

  /** As Apache's LimitRequestFields. */
  private static final int MAX_FIELDS = 100;

  /** Judges the start line as soon as it is there, before the fields have come. */
  @FunctionalInterface
  public interface StartLine {
    /** Returns if the line is good. */
    void check(String line) throws RefusedException;
  }

  private record Field(String name, int from, int to) {}

  private final int limit;
  private final boolean exact;
  private final List<Field> fields = new ArrayList<>();
  private byte[] bytes;
  private int filled;
  private int scanned;
  private int lineStart;
  private String startLine;

  private HttpHead(int limit, boolean exact) {
    this.limit = limit;
    this.exact = exact;
    this.bytes = new byte[Math.min(FIRST_READ, limit)];
  }

  /**
   * Reads a whole head; what came behind it is {@link #rest}.
   *
   * @param limit how many bytes the head may have
   * @param deadline when it must be whole, however often a byte of it comes
   * @throws RefusedException BAD_REQUEST if it breaks the grammar, TOO_LARGE, DEADLINE, CLIENT_GONE
   *     if the peer ended its direction before the head was whole, or what {@code check} throws
   * @throws IOException if the connection is gone
   */
  public static HttpHead read(Leg leg, int limit, Deadline deadline, StartLine check)
      throws RefusedException, IOException {
    return new HttpHead(limit, false).whole(leg, deadline, check);
  }

  /**
   * The same without a byte of what comes behind the head, so that {@link #rest} is empty: it asks
   * for no more bytes than must still come. That is four at a time, for a short head only.
   */
  public static HttpHead readExactly(Leg leg, int limit, Deadline deadline, StartLine check)
      throws RefusedException, IOException {
    return new HttpHead(limit, true).whole(leg, deadline, check);
  }

  private HttpHead whole(Leg leg, Deadline deadline, StartLine check)
      throws RefusedException, IOException {
    boolean whole = false;
    try {
      while (!scan(check)) {
        fill(leg, deadline);
      }
      whole = true;
      return this;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** How many bytes must still come at least: the head ends with CR LF CR LF. */
  private int missing() {
    int last = filled > 0 ? bytes[filled - 1] : 0;
    if (last == '\r') {
      return filled > 1 && bytes[filled - 2] == '\n' ? 1 : 3;
    }
    return last == '\n' ? 2 : 4;
  }

  private void fill(Leg leg, Deadline deadline) throws RefusedException, IOException {
    if (filled == bytes.length) {
      grow();
    }
    try {
      // A byte every now and then must not keep the wait alive: the leg may hand over what it has
      // without looking at the clock.
      if (deadline.passed()) {
        throw new SocketTimeoutException();
      }
      int room = bytes.length - filled;
      int asked = exact ? Math.min(missing(), room) : room;
      int count = leg.receive(ByteBuffer.wrap(bytes, filled, asked), deadline);
      if (count < 0) {
        throw new RefusedException(Refusal.CLIENT_GONE, "the connection ended inside the head");
      }
      filled += count;
    } catch (SocketTimeoutException _) {
      throw new RefusedException(Refusal.DEADLINE, "the head did not come in time");
    }
  }

  private void grow() throws RefusedException {
    if (bytes.length >= limit) {
      throw new RefusedException(Refusal.TOO_LARGE, "the head is longer than " + limit + " bytes");
    }
    byte[] outgrown = bytes;
    bytes = Arrays.copyOf(outgrown, Math.min(limit, outgrown.length * 2));
    Arrays.fill(outgrown, (byte) 0);
  }

  private boolean scan(StartLine check) throws RefusedException {
    while (scanned < filled) {
      int b = bytes[scanned] & 0xff;
      boolean afterReturn = scanned > lineStart && bytes[scanned - 1] == '\r';
      if (afterReturn != (b == '\n')) {
        throw malformed("a line of the head does not end with CR LF");
      }
      if (isForbidden(b)) {
        throw malformed("the head has a byte that HTTP does not allow there");
      }
      scanned++;
      if (b == '\n') {
        if (line(lineStart, scanned - 2, check)) {
          return true;
        }
        lineStart = scanned;
      }
    }
    return false;
  }

  private boolean isForbidden(int b) {
    if (startLine == null && (b == '\t' || b > 0x7e)) {
      return true;
    }
    return b == 0x7f || (b < ' ' && b != '\t' && b != '\r' && b != '\n');
  }

  private boolean line(int from, int to, StartLine check) throws RefusedException {
    if (to == 0) {
      // Some clients send one line end too many behind their last request.
      return false;
    }
    if (startLine == null) {
      startLine = text(from, to);
      check.check(startLine);
      return false;
    }
    if (from == to) {
      return true;
    }
    if (fields.size() == MAX_FIELDS) {
      throw new RefusedException(
          Refusal.TOO_LARGE, "the head has more than " + MAX_FIELDS + " fields");
    }
    fields.add(field(from, to));
    return false;
  }

  private Field field(int from, int to) throws RefusedException {
    int colon = from;
    while (colon < to && isTokenCharacter(bytes[colon])) {
      colon++;
    }
    if (colon == from || colon == to || bytes[colon] != ':') {
      throw malformed("a line of the head is not NAME: VALUE");
    }
    int start = colon + 1;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return new Field(text(from, colon), start, end);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** A character of a token (RFC 9110 §5.6.2). */
  private static boolean isTokenCharacter(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
  }

  static RefusedException malformed(String explanation) {
    return new RefusedException(Refusal.BAD_REQUEST, explanation);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The first line, without its end: ASCII, no control characters. */
  public String startLine() {
    return startLine;
  }

  /**
   * The values of all fields of that name, in order, without the blanks around them. Names compare
   * without case; a list is not taken apart. Bytes beyond ASCII are read as Latin-1.
   */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(text(field.from(), field.to()));
      }
    }
    return values;
  }

  /**
   * The value of a field that may come once.
   *
   * @throws RefusedException BAD_REQUEST if it comes more often: two readers might take different
   *     ones
   */
  public Optional<String> value(String name) throws RefusedException {
    List<String> values = values(name);
    if (values.size() > 1) {
      throw malformed(name + " comes more than once");
    }
    return values.stream().findFirst();
  }

  /** A copy of the bytes that came behind the head. */
  public ByteBuffer rest() {
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, scanned, filled));
  }

  /** Overwrites the bytes. Values cannot be had any more. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    fields.clear();
  }
}
