// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a private key from PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2) and SEC1 (RFC
 * 5915). The JDK reads PKCS#8 alone, so the other two are wrapped into it.
 */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /**
   * The one private key of a file; other blocks are ignored.
   *
   * @throws IOException if there is none, more than one, or one that cannot be used
   */
  static PrivateKey of(Path file) throws IOException {
    List<PrivateKey> found = new ArrayList<>();
    byte[] curve = new byte[0];
    for (PemBlock block : PemBlock.of(file)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> found.add(decode(file, block.der()));
        case "RSA PRIVATE KEY" ->
            found.add(decode(file, sequence(VERSION_0, RSA, tagged(0x04, block.der()))));
        case "EC PARAMETERS" -> curve = block.der();
        case "EC PRIVATE KEY" -> found.add(decode(file, wrapped(file, block.der(), curve)));
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(file + " holds an encrypted key; decrypt it, or use PKCS#12");
        default -> {} // its certificate, for example
      }
    }
    if (found.size() != 1) {
      throw new IOException(
          file
              + (found.isEmpty()
                  ? " holds no private key in PEM"
                  : " holds more than one private key"));
    }
    return found.getFirst();
  }

  private static PrivateKey decode(Path file, byte[] pkcs8) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // Of another algorithm: try the next.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + algorithm, e);
      }
    }
    throw new IOException(file + " holds a private key that is not RSA, EC or Ed25519");
  }

  /** SEC1 names the curve inside, or leaves it to the EC PARAMETERS block before it. */
  private static byte[] wrapped(Path file, byte[] sec1, byte[] before) throws IOException {
    byte[] curve = before;
    try {
      // ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, [0] curve, [1] public key }
      int at = contents(sec1, 0);
      at = next(sec1, at);
      at = next(sec1, at);
      if (at < sec1.length && (sec1[at] & 0xFF) == 0xA0) {
        curve = Arrays.copyOfRange(sec1, contents(sec1, at), next(sec1, at));
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
      throw new IOException(file + " holds an EC private key that is not SEC1");
    }
    if (curve.length == 0) {
      throw new IOException(file + " holds an EC private key that names no curve");
    }
    return sequence(VERSION_0, sequence(EC, curve), tagged(0x04, sec1));
  }

  /** Where the content of the DER element at this place begins. */
  private static int contents(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  /** Where the element behind the one at this place begins. */
  private static int next(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    int length = first;
    if (first >= 0x80) {
      length = 0;
      for (int i = 0; i < (first & 0x7F); i++) {
        length = Math.addExact(Math.multiplyExact(length & 0xFFFF, 256), der[at + 2 + i] & 0xFF);
      }
    }
    return Math.addExact(contents(der, at), length);
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return tagged(0x30, content.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length < 0x80) {
      element.write(content.length);
    } else {
      element.write(0x83);
      element.write(content.length >>> 16);
      element.write(content.length >>> 8);
      element.write(content.length);
    }
    element.writeBytes(content);
    return element.toByteArray();
  }
}
