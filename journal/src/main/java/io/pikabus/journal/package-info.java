/**
 * The log of an XA resource manager on a local disk: opaque octets per branch, what was decided
 * about them, and the rules of the XA protocol. It depends on {@code java} only. Nothing else in
 * the project uses it yet; the resource adapter will.
 *
 * <p>Pure: {@link io.pikabus.journal.FrameFormat}, {@link io.pikabus.journal.SegmentScan}, {@link
 * io.pikabus.journal.Ledger}, {@link io.pikabus.journal.Compaction}, {@link
 * io.pikabus.journal.GroupWait}, {@link io.pikabus.journal.Branch}. With input and output: {@link
 * io.pikabus.journal.Journal} and what it is made of, over the port {@link
 * io.pikabus.journal.Disk}.
 */
@NullMarked
package io.pikabus.journal;

import org.jspecify.annotations.NullMarked;
