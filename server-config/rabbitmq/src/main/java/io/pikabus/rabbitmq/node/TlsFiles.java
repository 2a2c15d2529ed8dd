package io.pikabus.rabbitmq.node;

import java.nio.file.Path;

/**
 * What a node's TLS listener shows and asks for; all files in PEM. They may be replaced while the
 * node runs: see {@link PrivateNode#reloadCertificates()}.
 *
 * @param authority certificates of the authorities that may vouch for clients
 * @param certificate the node's own
 * @param key of that certificate, in PKCS8 and without a password
 * @param clientCertificate whether a client without one is refused
 */
public record TlsFiles(Path authority, Path certificate, Path key, boolean clientCertificate) {

  String configuration(int port) {
    return """
        listeners.ssl.1 = 127.0.0.1:%d
        ssl_options.cacertfile = %s
        ssl_options.certfile = %s
        ssl_options.keyfile = %s
        ssl_options.verify = %s
        ssl_options.fail_if_no_peer_cert = %s
        """
        .formatted(
            port,
            authority.toAbsolutePath(),
            certificate.toAbsolutePath(),
            key.toAbsolutePath(),
            clientCertificate ? "verify_peer" : "verify_none",
            clientCertificate);
  }
}
