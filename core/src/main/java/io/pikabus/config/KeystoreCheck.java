package io.pikabus.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.function.Consumer;

/**
 * Opens the files that settings name, so that a wrong one fails the deployment and not the
 * connection.
 *
 * @param fault takes a sentence about what is wrong
 */
record KeystoreCheck(Consumer<String> fault) {

  /** What a file is to hold. */
  enum Content {
    CERTIFICATES(
        "a certificate that is trusted",
        "Import the certificate of the authority with keytool -importcert, or name a file in PEM"),
    KEY("a private key", "Put the client's key and certificates into a PKCS12 file");

    private final String name;
    private final String remedy;

    Content(String name, String remedy) {
      this.name = name;
      this.remedy = remedy;
    }

    private boolean isIn(KeyStore store, KeystoreFile file) throws GeneralSecurityException {
      for (String alias : Collections.list(store.aliases())) {
        if (this == CERTIFICATES
            ? store.isCertificateEntry(alias)
            : store.isKeyEntry(alias) && store.getKey(alias, file.characters()) != null) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Looks into a file.
   *
   * @param key where it is named, in full
   */
  void check(String key, KeystoreFile file, Content content) {
    String passwordKey = key + "-password";
    try {
      if (!Files.isReadable(Path.of(file.path()))) {
        say(
            key,
            file,
            Files.exists(Path.of(file.path())) ? "may not be read" : "does not exist",
            "Name a file that the server may read, best with its absolute path");
      } else if (!content.isIn(file.load(), file)) {
        say(
            key,
            file,
            "holds no such thing as " + content.name,
            content.remedy
                + (file.password() == null ? "; or set " + passwordKey + ", if it has one" : ""));
      }
    } catch (InvalidPathException noPath) {
      say(key, file, "is no path", "Name a file");
    } catch (UnrecoverableKeyException wrong) {
      sayPassword(key, file, passwordKey);
    } catch (IOException unreadable) {
      if (unreadable.getCause() instanceof UnrecoverableKeyException) {
        sayPassword(key, file, passwordKey);
      } else {
        sayKind(key, file, content);
      }
    } catch (GeneralSecurityException unusable) {
      sayKind(key, file, content);
    }
  }

  private void sayPassword(String key, KeystoreFile file, String passwordKey) {
    say(
        key,
        file,
        file.password() == null ? "has a password" : "has another password",
        "Set %s to that of the file".formatted(passwordKey));
  }

  private void sayKind(String key, KeystoreFile file, Content content) {
    say(
        key,
        file,
        "cannot be read as a keystore",
        content == Content.KEY
            ? "Write the path of a PKCS12 or JKS file"
            : "Write the path of a PKCS12, JKS or PEM file");
  }

  private void say(String key, KeystoreFile file, String found, String remedy) {
    fault.accept(
        "%s = '%s' cannot be used: the file %s. %s.".formatted(key, file.path(), found, remedy));
  }
}
