package io.pikabus.crash;

import java.io.IOException;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.byteman.agent.Main;
import org.jboss.byteman.agent.submit.ScriptText;
import org.jboss.byteman.agent.submit.Submit;

/**
 * Byteman inside a server, which changes classes of a program that runs.
 *
 * @param host where its agent listens
 */
record Byteman(String host, int port) {

  /** The option of the JVM that is to be changed. */
  String agent() {
    Path jar = jar();
    // In the boot class path, where classes of every loader find what rules call.
    return "-javaagent:%s=boot:%s,listener:true,address:%s,port:%d".formatted(jar, jar, host, port);
  }

  private static Path jar() {
    try {
      return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts rules into the server. Each acts when its class is loaded, or at once. */
  void arm(String rules) {
    String answer = submitted(agent -> agent.addScripts(List.of(new ScriptText("rules", rules))));
    if (answer.contains("ERROR") || answer.contains("Exception")) {
      throw new IllegalStateException("Byteman refuses the rules: " + answer + "\n" + rules);
    }
  }

  /** Whether it listens yet. */
  boolean listens() {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Takes all rules away. */
  void disarm() {
    submitted(Submit::deleteAllRules);
  }

  /** All rules, and what became of them in every class. */
  String rules() {
    return submitted(Submit::listAllRules);
  }

  private String submitted(Request request) {
    try {
      return request.to(new Submit(host, port));
    } catch (Exception e) {
      throw new IllegalStateException("Byteman does not answer on port " + port, e);
    }
  }

  private interface Request {
    String to(Submit agent) throws Exception;
  }
}
