package io.pikabus.crash;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server has for itself.
 *
 * @param name also its transaction node identifier, where the server takes one
 * @param folder with all that it changes
 * @param managementPort used only by a server that has management apart
 * @param byteman inside it
 * @param database of its applications
 * @param adapterBroker to which the resource adapter goes, where there is one
 */
record Seat(
    String name,
    Path folder,
    int httpPort,
    int managementPort,
    Byteman byteman,
    WorkDatabase database,
    Optional<URI> adapterBroker) {}
