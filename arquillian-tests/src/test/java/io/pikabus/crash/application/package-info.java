/**
 * The application that is killed: a row and some messages in one transaction, through two doors.
 */
@NullMarked
package io.pikabus.crash.application;

import org.jspecify.annotations.NullMarked;
