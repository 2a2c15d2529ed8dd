package io.pikabus.resource.outbound;

import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Map;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Who connects, where it is not who the settings say.
 *
 * @param user null for that of the settings
 */
record Login(@Nullable String user, @Nullable String password) implements ConnectionRequestInfo {

  static final Login CONFIGURED = new Login(null, null);

  /** What the application says goes before what the container says. */
  static Login of(
      @Nullable Subject subject,
      @Nullable ConnectionRequestInfo request,
      ManagedConnectionFactory factory) {
    if (request instanceof Login said && said.user() != null) {
      return said;
    }
    if (subject != null) {
      for (PasswordCredential credential :
          subject.getPrivateCredentials(PasswordCredential.class)) {
        // Some containers say that nobody is meant by an empty name.
        if (factory.equals(credential.getManagedConnectionFactory())
            && !credential.getUserName().isBlank()) {
          return new Login(credential.getUserName(), new String(credential.getPassword()));
        }
      }
    }
    return CONFIGURED;
  }

  /** Settings with this user, if there is one. */
  SettingSource over(SettingSource settings) {
    String name = user;
    if (name == null) {
      return settings;
    }
    Map<String, Setting> mine =
        Map.of(
            "username", new Setting("The user of the connection", name),
            "password", new Setting("Its password", String.valueOf(password)));
    return new SettingSource(
        settings.prefix(),
        settings.names(),
        key -> {
          Setting own = mine.get(key);
          Setting theirs = own != null ? own : settings.lookup().apply(key);
          return theirs != null && key.equals("url") ? withoutUser(theirs) : theirs;
        });
  }

  /** A URL may name a user, who is another one. */
  private static Setting withoutUser(Setting url) {
    String text = url.text();
    return text == null
        ? url
        : new Setting(url.key(), text.replaceFirst("^(\\w+://)[^/@]*@", "$1"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Login[user=" + user + "]";
  }
}
