// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static io.drawbridge.testing.KeyFiles.pem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.testing.KeyFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys are read in every usual form, and again when their files change. */
class TlsFilesTest {
  private static final char[] PASSWORD = KeyFiles.PASSWORD.toCharArray();
  private static final String CURVE = "06082a8648ce3d030107";
  private static final Map<String, KeyFiles> KEYS = new HashMap<>();

  @TempDir static Path stores;
  @TempDir Path directory;
  private Path chain;
  private Path key;

  @BeforeAll
  static void make() throws Exception {
    make("rsa", "-keyalg", "RSA", "-keysize", "2048");
    make("ec", "-keyalg", "EC", "-groupname", "secp256r1");
    make("ed", "-keyalg", "Ed25519");
    make("expired", "-keyalg", "EC", "-startdate", "2020/01/01", "-validity", "1");
    make("early", "-keyalg", "EC", "-startdate", "+1d");
  }

  private static void make(String name, String... options) throws Exception {
    KEYS.put(name, KeyFiles.make(stores, name, options));
  }

  @BeforeEach
  void place() {
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
  }

  private static byte[] pkcs8(String name) throws Exception {
    return KEYS.get(name).pkcs8();
  }

  private void write(String name) throws Exception {
    KEYS.get(name).write(chain, key);
    Files.writeString(chain, "Subject: ignored\r\n" + Files.readString(chain));
  }

  /** The OCTET STRING at the end of a PKCS#8 key: what PKCS#1 and SEC1 call the key. */
  private static byte[] inner(byte[] pkcs8, int tagAt) {
    int length = pkcs8[tagAt + 1] & 0xFF;
    int header = length < 0x80 ? 2 : 2 + (length & 0x7F);
    return Arrays.copyOfRange(pkcs8, tagAt + header, pkcs8.length);
  }

  private TlsFiles files() throws IOException {
    return TlsFiles.pem(chain, key);
  }

  private String refusal() {
    return assertThrows(IOException.class, this::files).getMessage().replace(directory + "/", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "ed"})
  void readsPkcs8AndPkcs12(String name) throws Exception {
    write(name);
    assertEquals("TLS", files().get().getProtocol());
    assertEquals("TLS", TlsFiles.pkcs12(KEYS.get(name).store(), PASSWORD).get().getProtocol());
  }

  @Test
  void readsPkcs1() throws Exception {
    write("rsa");
    byte[] pkcs8 = pkcs8("rsa");
    // SEQUENCE (4), version (3), algorithm (15), then the OCTET STRING.
    Files.writeString(key, pem("RSA PRIVATE KEY", inner(pkcs8, 4 + 3 + 15)));
    assertArrayEquals(pkcs8, PrivateKeys.of(key).getEncoded());
    files();
  }

  @Test
  void readsSec1WithItsCurveInsideOrBefore() throws Exception {
    write("ec");
    byte[] curve = HexFormat.of().parseHex(CURVE);
    byte[] pkcs8 = pkcs8("ec");
    int at = HexFormat.of().formatHex(pkcs8).indexOf(CURVE) / 2 + curve.length;
    byte[] sec1 = inner(pkcs8, at);
    Files.writeString(key, pem("EC PARAMETERS", curve) + pem("EC PRIVATE KEY", sec1));
    files();
    byte[] body = Arrays.copyOfRange(sec1, 2, sec1.length);
    String inside =
        "30%02x".formatted(body.length + 2 + curve.length)
            + HexFormat.of().formatHex(body)
            + "a0%02x".formatted(curve.length)
            + CURVE;
    Files.writeString(key, pem("EC PRIVATE KEY", HexFormat.of().parseHex(inside)));
    files();
    Files.writeString(key, pem("EC PRIVATE KEY", sec1));
    assertEquals("key.pem holds an EC private key that names no curve", refusal());
    Files.writeString(key, pem("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, 127}));
    assertEquals("key.pem holds an EC private key that is not SEC1", refusal());
  }

  @Test
  void refusesWhatCannotBeUsedAndNamesTheFile() throws Exception {
    write("rsa");
    Files.writeString(key, pem("PRIVATE KEY", pkcs8("ec")));
    assertEquals("the key of key.pem is not that of the certificate chain.pem", refusal());
    String secp256k1 =
        "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgc2lYKzPyNpTxev74wRwT"
            + "7kMummA2zMy9cpaK1mvTqCqhRANCAASoUaZhXwiO0o8KrDZUXp8QMhbX4+5s475T"
            + "1BLTfVhRUt5ihjmY5btkBxAv7vqaNw7FRmVnu4rg2K3I6EX54N3G";
    Files.writeString(key, pem("PRIVATE KEY", Base64.getDecoder().decode(secp256k1)));
    assertEquals(
        "Java cannot sign with the key of key.pem (Curve not supported: secp256k1 (1.3.132.0.10));"
            + " take RSA, Ed25519, or EC on secp256r1, secp384r1 or secp521r1",
        refusal());
    Files.writeString(key, pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
    assertEquals("key.pem holds an encrypted key; decrypt it, or use PKCS#12", refusal());
    Files.writeString(
        key,
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----");
    assertEquals("key.pem holds an encrypted key; decrypt it, or use PKCS#12", refusal());
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA");
    assertEquals("key.pem has a block without -----END PRIVATE KEY-----", refusal());
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----");
    assertEquals("key.pem has a block that is not base64", refusal());
    Files.writeString(key, "nothing");
    assertEquals("key.pem holds no private key in PEM", refusal());
    Files.writeString(key, pem("PRIVATE KEY", pkcs8("rsa")) + pem("PRIVATE KEY", pkcs8("rsa")));
    assertEquals("key.pem holds more than one private key", refusal());
    Files.delete(key);
    assertEquals("key.pem does not exist", refusal());
    Files.createDirectory(key);
    assertEquals("key.pem is not a file", refusal());
    Files.writeString(chain, "nothing");
    assertEquals("chain.pem holds no certificate in PEM", refusal());
    Files.writeString(chain, pem("CERTIFICATE", new byte[] {1}));
    assertEquals("chain.pem holds a certificate that is not X.509", refusal());
  }

  @Test
  void refusesACertificateOutOfItsTimeAndAChainOutOfOrder() throws Exception {
    write("expired");
    assertTrue(
        refusal().startsWith("the certificate of chain.pem expired at 2020-01-0"), refusal());
    write("early");
    assertTrue(
        refusal().startsWith("the certificate of chain.pem is not valid before "), refusal());
    write("rsa");
    String other = pem("CERTIFICATE", KEYS.get("ec").certificate().getEncoded());
    Files.writeString(chain, Files.readString(chain) + other);
    assertEquals(
        "chain.pem: each certificate must be followed by that of its issuer; number 2 is not",
        refusal());
  }

  private String storeRefusal(Path store, String password) {
    return assertThrows(IOException.class, () -> TlsFiles.pkcs12(store, password.toCharArray()))
        .getMessage();
  }

  @Test
  void refusesAWrongPasswordOrAHalfStoreAndNamesIt() throws Exception {
    Path store = KEYS.get("rsa").store();
    String wrong = store + " is no PKCS#12 store of this password: ";
    assertTrue(storeRefusal(store, "wrong").startsWith(wrong), storeRefusal(store, "wrong"));
    byte[] whole = Files.readAllBytes(store);
    Path half = directory.resolve("half.p12");
    for (int length : List.of(0, 1, 2, 100, whole.length / 2, whole.length - 1)) {
      Files.write(half, Arrays.copyOf(whole, length));
      String message = storeRefusal(half, KeyFiles.PASSWORD);
      assertTrue(message.startsWith(half + " is no PKCS#12 store of this password: "), message);
    }
  }

  @Test
  void refusesAStoreWhoseKeyHasNoCertificate() throws Exception {
    Path store = directory.resolve("bare.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    var entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES"));
    keys.setEntry("bare", entry, new KeyStore.PasswordProtection(PASSWORD));
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD);
    }
    IOException refused = assertThrows(IOException.class, () -> TlsFiles.pkcs12(store, PASSWORD));
    assertEquals(store + " holds a key without its certificate", refused.getMessage());
  }

  /** Replaces both files by a rename, as tools that renew certificates do. */
  private void replace(String name) throws Exception {
    Path oldChain = chain;
    Path oldKey = key;
    chain = directory.resolve("new-chain.pem");
    key = directory.resolve("new-key.pem");
    write(name);
    Files.move(chain, oldChain, StandardCopyOption.REPLACE_EXISTING);
    Files.move(key, oldKey, StandardCopyOption.REPLACE_EXISTING);
    place();
  }

  @Test
  void takesRenewedFilesAndSaysSoOnce() throws Exception {
    write("rsa");
    TlsFiles files = files();
    SSLContext first = files.get();
    assertEquals(Optional.empty(), files.look(), "nothing has changed");
    assertSame(first, files.get());
    replace("ec");
    Instant until = KEYS.get("ec").certificate().getNotAfter().toInstant();
    assertEquals(
        Optional.of(
            new TlsFiles.Change(
                true, "the new certificate of " + chain + " is in use, valid until " + until)),
        files.look());
    assertNotSame(first, files.get());
    assertEquals(until, files.expires());
    assertEquals(Optional.empty(), files.look());
  }

  @Test
  void keepsTheLastGoodOneAndTellsOnceWhatStaysWrong() throws Exception {
    write("rsa");
    TlsFiles files = files();
    SSLContext first = files.get();
    String good = Files.readString(key);
    Files.writeString(key, "half written");
    assertEquals(Optional.empty(), files.look(), "it may be in the middle of being written");
    assertFalse(files.stale());
    TlsFiles.Change told = files.look().orElseThrow();
    assertFalse(told.taken());
    assertEquals(
        key
            + " holds no private key in PEM; the certificate of before stays in use, valid until "
            + files.expires()
            + ": mend the files, and they are taken without a restart",
        told.line());
    assertTrue(files.stale());
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), files.look(), "told once");
      assertSame(first, files.get());
    }
    Files.writeString(key, "otherwise wrong");
    assertEquals(Optional.empty(), files.look());
    assertTrue(files.stale(), "the first trouble is not over");
    assertFalse(files.look().orElseThrow().taken(), "another trouble is told again");
    Files.writeString(key, good);
    assertTrue(files.look().orElseThrow().taken());
    assertFalse(files.stale());
  }

  @Test
  void aDirectoryInPlaceOfAFileIsTold() throws Exception {
    write("rsa");
    TlsFiles files = files();
    Files.delete(key);
    Files.createDirectory(key);
    assertEquals(Optional.empty(), files.look());
    assertTrue(files.look().orElseThrow().line().startsWith(key + " is not a file; "));
  }

  @Test
  void theChainEndsWithTheFirstOfItsCertificates() throws Exception {
    write("ec");
    TlsFiles files = files();
    assertEquals(KEYS.get("ec").certificate().getNotAfter().toInstant(), files.expires());
    // A chain of two, each its own issuer's: the same subject, with another key and a shorter life.
    KeyFiles shorter =
        KeyFiles.make(
            Files.createDirectory(directory.resolve("s")), "ec", "-keyalg", "EC", "-validity", "5");
    Files.writeString(
        chain, Files.readString(chain) + pem("CERTIFICATE", shorter.certificate().getEncoded()));
    assertTrue(files.look().orElseThrow().taken());
    assertEquals(shorter.certificate().getNotAfter().toInstant(), files.expires());
  }
}
