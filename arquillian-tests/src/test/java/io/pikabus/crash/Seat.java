package io.pikabus.crash;

import java.nio.file.Path;

/**
 * What a server has for itself.
 *
 * @param name also its transaction node identifier, where the server takes one
 * @param folder with all that it changes
 * @param managementPort used only by a server that has management apart
 * @param byteman inside it
 * @param database of its applications
 */
record Seat(
    String name,
    Path folder,
    int httpPort,
    int managementPort,
    Byteman byteman,
    WorkDatabase database) {}
