package io.pikabus.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bodies that are no text, no JSON, or JSON that a parser never gets through. */
final class HostileBodies {

  private static final int MILLION = 1_000_000;

  private HostileBodies() {}

  static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    all.addAll(encodings());
    all.addAll(compressed());
    all.addAll(json());
    return all;
  }

  private static List<Hostile> encodings() {
    String group = "encodings";
    List<Hostile> all = new ArrayList<>();
    byte[] text = Hostile.octets("{\"number\":1,\"note\":\"ä\"}");
    for (String encoding :
        List.of(
            "utf-16",
            "UTF-32BE",
            "ISO-2022-JP",
            "x-no-such-charset",
            "../../utf-8",
            "utf-8\u0000",
            "${java.version}",
            ":,;:,;",
            "gzip,".repeat(50),
            "utf-8,".repeat(42),
            "JIS_X0212-1990",
            "x-JISAutoDetect",
            "CESU-8",
            "x-COMPOUND_TEXT",
            "ISO-2022-CN")) {
      String name = encoding.length() > 40 ? encoding.substring(0, 8) + " many times" : encoding;
      all.add(Hostile.body(group, name, text, encoding));
    }
    byte[] random = new byte[10_000];
    new Random(17).nextBytes(random);
    all.add(Hostile.body(group, "random octets", random, null));
    all.add(Hostile.body(group, "an empty body", new byte[0], null));
    all.add(Hostile.body(group, "zeros", new byte[1_000], null));
    all.add(
        Hostile.body(
            group, "an overlong slash", new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}, null));
    all.add(
        Hostile.body(
            group,
            "an encoded surrogate",
            new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            null));
    all.add(
        Hostile.body(group, "a cut character", new byte[] {'"', (byte) 0xE2, (byte) 0x82}, null));
    all.add(Hostile.body(group, "a byte order mark", Hostile.octets("\uFEFF{\"number\":1}"), null));
    all.add(
        Hostile.body(
            group, "UTF-16 unsaid", "{\"number\":1}".getBytes(StandardCharsets.UTF_16), null));
    return all;
  }

  private interface Compressing {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] body, Compressing how) {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (OutputStream out = how.around(small)) {
      out.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return small.toByteArray();
  }

  private static byte[] gzip(byte[] body) {
    return compressed(body, GZIPOutputStream::new);
  }

  private static OutputStream zip(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(new ZipEntry("../../evil"));
    return zip;
  }

  private static List<Hostile> compressed() {
    String group = "compression";
    byte[] zeros = new byte[100 * MILLION];
    byte[] bomb = gzip(zeros);
    byte[] damaged = gzip(Hostile.octets("{\"number\":1,\"note\":\"" + "n".repeat(1_000) + "\"}"));
    damaged[20] ^= 0x55;
    byte[] cut = Arrays.copyOf(bomb, 1_000);
    return List.of(
        Hostile.body(group, "a gzip bomb", bomb, "gzip"),
        Hostile.body(
            group, "a deflate bomb", compressed(zeros, DeflaterOutputStream::new), "deflate"),
        Hostile.body(group, "a zip bomb", compressed(zeros, HostileBodies::zip), "zip"),
        Hostile.body(group, "a bomb in a bomb", gzip(bomb), "gzip, gzip"),
        Hostile.body(group, "eight times compressed", eightTimes(), "gzip,".repeat(8)),
        Hostile.body(group, "damaged", damaged, "gzip"),
        Hostile.body(group, "cut", cut, "gzip"),
        Hostile.body(group, "the beginning alone", new byte[] {0x1F, (byte) 0x8B}, "gzip"),
        Hostile.body(group, "an empty archive", new byte[] {'P', 'K', 3, 4}, "zip"),
        Hostile.body(group, "not compressed at all", Hostile.octets("{}"), "gzip"),
        Hostile.body(
            group,
            "a dictionary is missing",
            new byte[] {0x78, (byte) 0xBB, 1, 2, 3, 4},
            "deflate"),
        Hostile.body(group, "an encoding nobody knows", bomb, "br"));
  }

  private static byte[] eightTimes() {
    byte[] body = Hostile.octets("{\"number\":1}");
    for (int i = 0; i < 8; i++) {
      body = gzip(body);
    }
    return body;
  }

  private static List<Hostile> json() {
    String group = "JSON";
    List<Hostile> all = new ArrayList<>();
    String many = "\"n\":1,".repeat(100_000);
    add(all, "a million arrays", "[".repeat(MILLION));
    add(all, "a million arrays, closed", "[".repeat(MILLION) + "]".repeat(MILLION));
    add(all, "objects, 100,000 deep", "{\"a\":".repeat(100_000));
    add(all, "a number of a million digits", "{\"number\":" + "9".repeat(MILLION) + "}");
    add(all, "an exponent of a million", "{\"number\":1e1000000}");
    add(all, "an exponent of nine digits", "{\"number\":1e999999999}");
    add(all, "an exponent of minus nine digits", "{\"number\":1e-999999999}");
    add(all, "more than an int", "{\"number\":2147483648}");
    add(all, "a fraction for an int", "{\"number\":1.5}");
    add(all, "NaN", "{\"number\":NaN}");
    add(all, "a name twice", "{\"number\":1,\"number\":2}");
    add(all, "a name 100,000 times", "{" + many + "\"n\":1}");
    add(all, "a name twice, once escaped", "{\"number\":1,\"n\\u0075mber\":2}");
    add(all, "a text of three million", "{\"note\":\"" + "n".repeat(3 * MILLION) + "\"}");
    add(all, "a text of backslashes", "{\"note\":\"" + "\\".repeat(MILLION));
    add(all, "escapes without an end", "{\"note\":\"" + "\\u".repeat(100_000));
    add(all, "a lone surrogate", "{\"note\":\"\\ud800\"}");
    add(all, "a zero character", "{\"note\":\"\\u0000\"}");
    add(all, "names that share a hash code", colliding());
    add(all, "text behind the value", "{\"number\":1}{\"number\":2}");
    add(all, "no value", "   ");
    add(all, "null", "null");
    add(all, "a text", "\"text\"");
    add(all, "an array for an object", "[1,2,3]");
    add(all, "a table for a number", "{\"number\":{}}");
    add(all, "commas", "[" + ",".repeat(MILLION) + "]");
    add(all, "brackets the wrong way round", "]}]}{[{[");
    add(all, "spaces", " ".repeat(3 * MILLION) + "{\"number\":1}");
    add(all, "a comment", "/* */{\"number\":1}");
    add(
        all,
        "another type named",
        "{\"@class\":\"java.lang.Runtime\",\"@type\":\"x\",\"number\":1}");
    add(
        all,
        "XML with an entity",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
    byte[] serialized = {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r', 0, 4, 'e', 'v', 'i', 'l'};
    all.add(Hostile.body(group, "a serialized object", serialized, null));
    return all;
  }

  private static void add(List<Hostile> all, String name, String body) {
    all.add(Hostile.body("JSON", name, Hostile.octets(body), null));
  }

  private static String colliding() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 1 << 15; i++) {
      json.append('"');
      for (int bit = 0; bit < 15; bit++) {
        json.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      json.append("\":1,");
    }
    return json.append("\"number\":1}").toString();
  }
}
