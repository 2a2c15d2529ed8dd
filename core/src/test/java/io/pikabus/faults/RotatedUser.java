package io.pikabus.faults;

import io.pikabus.Credentials;
import io.pikabus.fixtures.rabbitmq.PrivateNode;

/** A user of a node whose password is rotated. */
public final class RotatedUser implements AutoCloseable {

  public static final String OLD = "0ld-password";
  public static final String NEW = "n3w-password";

  private final PrivateNode node;
  private final String name = Outage.unique("rotated");

  /** A new one, who may do everything with the old password. */
  public RotatedUser(PrivateNode node) {
    this.node = node;
    node.control("add_user", name, OLD);
    node.control("set_permissions", name, ".*", ".*", ".*");
  }

  /** As whom to connect. */
  public Credentials with(String password) {
    return Credentials.of(name, password);
  }

  /** The new password is the right one from now on. */
  public void rotate() {
    node.control("change_password", name, NEW);
  }

  /** The old password is the right one again. */
  public void rotateBack() {
    node.control("change_password", name, OLD);
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    node.control("delete_user", name);
  }
}
