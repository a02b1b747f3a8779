// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String CANARY = "canary-3f9a1c";

  @Test
  void neverPrintsItself() {
    Secret secret = Secret.of(CANARY);
    Credentials credentials =
        Credentials.of(secret).withCompanion("job", secret).withCertificates(List.of());
    WebRequest request =
        WebRequest.get(URI.create("https://a.example.com")).withHeader("T", secret);
    for (Object holder :
        List.of(
            secret,
            credentials,
            request,
            Map.of("secret", secret),
            new WebResponse(200, Map.of(), CANARY.getBytes()),
            Claims.of(Map.of("user_email", CANARY)))) {
      assertFalse(holder.toString().contains(CANARY), holder::toString);
    }
    assertEquals("***", secret.toString());
    assertEquals(
        "Credentials[token=***, companions=[job], certificates=0]", credentials.toString());
  }

  @Test
  void cannotBeSerialised() throws Exception {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThrows(NotSerializableException.class, () -> out.writeObject(Secret.of(CANARY)));
    }
  }

  @Test
  void equalsTheSameTextOnly() {
    assertEquals(Secret.of(CANARY), Secret.of(CANARY));
    assertEquals(Secret.of("a").hashCode(), Secret.of("b").hashCode());
    for (String other : List.of("", "canary-3f9a1d", "danary-3f9a1c", CANARY + "x", "canary")) {
      assertNotEquals(Secret.of(CANARY), Secret.of(other));
    }
    assertNotEquals((Object) Secret.of(CANARY), CANARY);
  }

  @Test
  void hasTheDigestOfItsText() {
    // FIPS 180-2, appendix B.1.
    byte[] abc =
        HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertArrayEquals(abc, Secret.of("abc").digest());
    assertEquals(3, Secret.of("abc").length());
  }

  @Test
  void credentialsKeepWhatWasPresented() {
    assertTrue(Credentials.NONE.isEmpty());
    assertFalse(Credentials.NONE.withCompanion("job", Secret.of("x")).isEmpty());
    Credentials both = Credentials.of(Secret.of("a")).withCompanion("job", Secret.of("b"));
    assertEquals("a", both.token().orElseThrow().reveal());
    assertEquals("b", both.companion("job").orElseThrow().reveal());
    assertEquals(Set.of("job"), both.companionNames());
    assertTrue(both.companion("other").isEmpty());
    Credentials replaced = both.withCompanion("job", Secret.of("c"));
    assertEquals("c", replaced.companion("job").orElseThrow().reveal());
    assertEquals("b", both.companion("job").orElseThrow().reveal());
  }
}
