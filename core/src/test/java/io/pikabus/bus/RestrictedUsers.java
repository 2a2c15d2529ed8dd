package io.pikabus.bus;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.util.Map;

/** A node whose administrator gives each user the permissions that a test names. */
final class RestrictedUsers implements AutoCloseable {

  static final String NOTHING = "^$";

  final PrivateNode node = PrivateNode.create(Path.of("target/rabbitmq"));
  final OtherService administrator;

  RestrictedUsers() throws Exception {
    node.start();
    administrator = new OtherService(node.uri());
  }

  /** The settings of the node's administrator, who may do everything. */
  Map<String, String> everything(String... more) {
    Map<String, String> settings = OtherService.settings(node.uri(), more);
    return settings;
  }

  /** The settings of a new user with exactly these permissions. */
  Map<String, String> user(String configure, String write, String read, String... more) {
    String name = OtherService.unique("user");
    node.control("add_user", name, name);
    permit(name, configure, write, read);
    Map<String, String> settings = everything(more);
    settings.put("username", name);
    settings.put("password", name);
    return settings;
  }

  boolean hasQueue(String name) {
    return node.control("list_queues", "name").lines().anyMatch(name::equals);
  }

  void permit(String user, String configure, String write, String read) {
    node.control("set_permissions", user, configure, write, read);
  }

  @Override
  public void close() throws Exception {
    administrator.close();
    node.close();
  }
}
