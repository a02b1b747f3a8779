// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.observe.Refusal;
import java.util.List;
import java.util.stream.IntStream;

/** Heads, good and bad. The bad ones come without an end of the stream behind them. */
final class HeadCases {
  static final String LINE = "CONNECT db:5432 HTTP/1.1\r\n";
  static final String HOST = "Host: db:5432\r\n";
  static final String GOOD = LINE + HOST;

  /** A head that is granted entry: what it asks for. */
  record Good(String what, String head, String target, int port) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** A head that is refused. */
  record Bad(String what, String head, Refusal refusal) {
    @Override
    public String toString() {
      return what;
    }
  }

  private HeadCases() {}

  static List<Good> good() {
    return List.of(
        new Good("plain", GOOD + "\r\n", "db", 5432),
        new Good("1.0 without Host", "CONNECT db:5432 HTTP/1.0\r\n\r\n", "db", 5432),
        new Good("1.0 with Host", "CONNECT db:5432 HTTP/1.0\r\n" + HOST + "\r\n", "db", 5432),
        new Good("no port", "CONNECT db HTTP/1.1\r\nHost: db\r\n\r\n", "db", 0),
        new Good("Host without port", LINE + "Host: db\r\n\r\n", "db", 5432),
        new Good("Host in another case", LINE + "hOsT: DB:5432\r\n\r\n", "db", 5432),
        new Good("case of the name kept", "CONNECT Db:1 HTTP/1.0\r\n\r\n", "Db", 1),
        new Good("dots and hyphens", "CONNECT a-b.c-d.e:1 HTTP/1.0\r\n\r\n", "a-b.c-d.e", 1),
        new Good("a name of digits", "CONNECT 10.0.0.1:1 HTTP/1.0\r\n\r\n", "10.0.0.1", 1),
        new Good("port 1", "CONNECT db:1 HTTP/1.0\r\n\r\n", "db", 1),
        new Good("port 65535", "CONNECT db:65535 HTTP/1.0\r\n\r\n", "db", 65_535),
        new Good(
            "the longest name",
            "CONNECT " + "n".repeat(253) + ":1 HTTP/1.0\r\n\r\n",
            "n".repeat(253),
            1),
        new Good("other fields", GOOD + "User-Agent: curl/8\r\nX:\r\n\r\n", "db", 5432),
        new Good("Proxy-Connection", GOOD + "Proxy-Connection: Keep-Alive\r\n\r\n", "db", 5432),
        new Good("an empty Host", LINE + "Host:\r\n\r\n", "db", 5432),
        new Good("Host of another name", LINE + "Host: web:5432\r\n\r\n", "db", 5432),
        new Good("Host of the proxy", LINE + "Host: proxy_1.internal:3128\r\n\r\n", "db", 5432),
        new Good("Host is an address", LINE + "Host: [::1]:3128\r\n\r\n", "db", 5432),
        new Good("Host of another port", LINE + "Host: db:5433\r\n\r\n", "db", 5432),
        new Good("no body, and said so", GOOD + "content-length: 0\r\n\r\n", "db", 5432),
        new Good("blanks around a value", LINE + "Host:\t db:5432 \t\r\n\r\n", "db", 5432),
        new Good("no blank before a value", LINE + "Host:db:5432\r\n\r\n", "db", 5432),
        new Good("an empty line first", "\r\n" + GOOD + "\r\n", "db", 5432),
        new Good("a tab in a value", GOOD + "X: a\tb\r\n\r\n", "db", 5432),
        new Good("Latin-1 in a value", GOOD + "X: \u00e9\r\n\r\n", "db", 5432),
        new Good("every token character", GOOD + "!#$%&'*+-.^_`|~9aZ: x\r\n\r\n", "db", 5432),
        new Good("100 fields", LINE + HOST + fields(99) + "\r\n", "db", 5432),
        new Good("a head of 32 KiB", padded(32_768), "db", 5432));
  }

  static List<Bad> bad() {
    return List.of(
        bad("bare LF behind the line", "CONNECT db:5432 HTTP/1.1\n" + HOST + "\r\n"),
        bad("bare LF behind a field", LINE + "Host: db:5432\n\r\n"),
        bad("bare LF at the end", GOOD + "\n"),
        bad("CR alone in the line", "CONNECT db\r:5432 HTTP/1.1\r\n"),
        bad("CR alone in a value", LINE + "Host: db:5432\rX: y\r\n"),
        bad("CR CR LF", LINE + "Host: db:5432\r\r\n"),
        bad("NUL in the line", "CONNECT db\0:5432 HTTP/1.1\r\n"),
        bad("NUL in a value", LINE + "X: a\0b\r\n"),
        bad("NUL in a name", LINE + "X\0: ab\r\n"),
        bad("DEL in a value", LINE + "X: a\u007fb\r\n"),
        bad("an escape in a value", LINE + "X: \u001b[2J\r\n"),
        bad("a folded line", LINE + "Host: db:5432\r\n x\r\n\r\n"),
        bad("a line folded with a tab", LINE + "X: a\r\n\tb\r\n\r\n"),
        bad("a fold behind the first line", LINE + " Host: db:5432\r\n\r\n"),
        bad("a blank before the colon", LINE + "Host : db:5432\r\n"),
        bad("a tab before the colon", LINE + "Host\t: db:5432\r\n"),
        bad("no name", LINE + ": db:5432\r\n"),
        bad("no colon", LINE + "Host\r\n"),
        bad("a blank in a name", LINE + "Ho st: db:5432\r\n"),
        bad("brackets in a name", LINE + "Ho(st): db\r\n"),
        bad("Latin-1 in a name", LINE + "H\u00f6st: db\r\n"),
        bad("two empty lines first", "\r\n\r\n" + GOOD + "\r\n"),
        bad("a bare LF first", "\n" + GOOD + "\r\n"),
        bad("a blank first", " " + GOOD + "\r\n"),
        bad("two blanks in the line", "CONNECT  db:5432 HTTP/1.1\r\n"),
        bad("a tab in the line", "CONNECT\tdb:5432 HTTP/1.1\r\n"),
        bad("a tab in the target", "CONNECT d\tb:5432 HTTP/1.1\r\n"),
        bad("a blank at the end of the line", "CONNECT db:5432 HTTP/1.1 \r\n"),
        bad("no version", "CONNECT db:5432\r\n"),
        bad("no target", "CONNECT HTTP/1.1\r\n"),
        bad("HTTP/0.9", "CONNECT db:5432 HTTP/0.9\r\n"),
        bad("HTTP/1.2", "CONNECT db:5432 HTTP/1.2\r\n"),
        bad("HTTP/2.0", "CONNECT db:5432 HTTP/2.0\r\n"),
        bad("http in small letters", "CONNECT db:5432 http/1.1\r\n"),
        bad("HTTP/1.10", "CONNECT db:5432 HTTP/1.10\r\n"),
        bad("HTTP/1", "CONNECT db:5432 HTTP/1\r\n"),
        bad("a method that is none", "CON(NECT db:5432 HTTP/1.1\r\n"),
        bad("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        bad("a TLS handshake", "\u0016\u0003\u0001\u0002\u0000\u0001"),
        bad("SOCKS 5", "\u0005\u0001\u0000"),
        bad("SOCKS 4", "\u0004\u0001\u0000\u0050"),
        bad("an SSH banner", "SSH-2.0-OpenSSH_9.6\r\n"),
        bad("PostgreSQL's first packet", "\0\0\0\u0008\u0004\u00d2\u0016\u002f"),
        bad("the PROXY protocol", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n"),
        bad("bytes beyond ASCII", "\u00ff\u00fe\u00fd"),
        bad("full-width digits", "CONNECT db:\u00ef\u00bc\u0091 HTTP/1.1\r\n"),
        bad("no Host in 1.1", LINE + "\r\n"),
        bad("two Hosts", GOOD + HOST + "\r\n"),
        bad("Host with a user", LINE + "Host: a@db:5432\r\n\r\n"),
        bad("a list of Hosts", LINE + "Host: db:5432, web:5432\r\n\r\n"),
        bad("Content-Length", GOOD + "Content-Length: 5\r\n\r\nhello"),
        bad("Content-Length 00", GOOD + "Content-Length: 00\r\n\r\n"),
        bad("Content-Length twice", GOOD + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
        bad("Content-Length +5", GOOD + "Content-Length: +5\r\n\r\n"),
        bad("two Content-Lengths", GOOD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
        bad("Transfer-Encoding", GOOD + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        bad("two codings", GOOD + "Transfer-Encoding: chunked, identity\r\n\r\n"),
        bad("both", GOOD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
        bad("an unknown intent", GOOD + "Drawbridge-Intent: peek\r\n\r\n"),
        bad("an intent in another case", GOOD + "Drawbridge-Intent: Check\r\n\r\n"),
        bad("an empty intent", GOOD + "Drawbridge-Intent:\r\n\r\n"),
        bad("two intents", GOOD + "Drawbridge-Intent: check\r\nDrawbridge-Intent: check\r\n\r\n"),
        new Bad("GET", "GET / HTTP/1.1\r\n", Refusal.METHOD),
        new Bad("GET of a URL", "GET http://db:5432/ HTTP/1.1\r\n", Refusal.METHOD),
        new Bad("POST", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", Refusal.METHOD),
        new Bad("OPTIONS *", "OPTIONS * HTTP/1.1\r\n", Refusal.METHOD),
        new Bad("connect", "connect db:5432 HTTP/1.1\r\n", Refusal.METHOD),
        new Bad("CONNECTX", "CONNECTX db:5432 HTTP/1.1\r\n", Refusal.METHOD),
        new Bad("101 fields", LINE + HOST + fields(100) + "\r\n", Refusal.TOO_LARGE),
        new Bad("32 KiB and a byte", padded(32_769), Refusal.TOO_LARGE),
        new Bad("a line without end", "CONNECT " + "a".repeat(40_000), Refusal.TOO_LARGE),
        new Bad("a field without end", LINE + "X: " + "a".repeat(40_000), Refusal.TOO_LARGE));
  }

  /** Authorities that are refused. */
  static List<String> badAuthorities() {
    return List.of(
        "db:0",
        "db:00",
        "db:65536",
        "db:99999",
        "db:100000",
        "db:-1",
        "db:+80",
        "db:080",
        "db:",
        "db:0x50",
        "db:80a",
        "db: 80",
        "db:80:80",
        ":5432",
        ":",
        "[::1]:5432",
        "[::ffff:127.0.0.1]:80",
        "[fe80::1%lo]:80",
        "::1",
        "[db]:80",
        "user@db:80",
        "user:pw@db:80",
        "db@:80",
        "/",
        "/db:80",
        "db:80/",
        "db/x:80",
        "http://db:80",
        "http://db:80/",
        "db?x:80",
        "db#x:80",
        "db:80?x",
        "*",
        "db%00:80",
        "db%2e:80",
        "db_1:80",
        "db.:80",
        ".db:80",
        "-db:80",
        "db-:80",
        "db\\x:80",
        "db,web:80",
        "n".repeat(254) + ":80");
  }

  private static Bad bad(String what, String head) {
    return new Bad(what, head, Refusal.BAD_REQUEST);
  }

  private static String fields(int count) {
    StringBuilder fields = new StringBuilder();
    IntStream.range(0, count).forEach(i -> fields.append("F").append(i).append(": x\r\n"));
    return fields.toString();
  }

  static String padded(int bytes) {
    String frame = GOOD + "X: \r\n\r\n";
    return GOOD + "X: " + "a".repeat(bytes - frame.length()) + "\r\n\r\n";
  }
}
