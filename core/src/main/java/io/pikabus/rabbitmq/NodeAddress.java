package io.pikabus.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ResolvedInetAddress;
import io.pikabus.config.BrokerAddress;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One place to connect to: a configured address, and one of the IP addresses of its name.
 *
 * @param ip null when the name is not known: connecting will say so
 */
record NodeAddress(BrokerAddress address, @Nullable InetAddress ip) {

  /** For the client. The name stays with it: a certificate is for the name. */
  Address forClient() {
    return ip == null
        ? new Address(address.host(), address.port())
        : new ResolvedInetAddress(address.host(), ip, address.port());
  }

  @Override
  public String toString() {
    return ip == null || ip.getHostAddress().equals(address.host())
        ? address.toString()
        : address + " (" + ip.getHostAddress() + ")";
  }
}
