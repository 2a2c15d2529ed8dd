package io.pikabus.faults;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What became of each of a bounded number of messages. Used by any thread. */
final class Ledger {

  private static final int SENT = 1;
  private static final int CONFIRMED = 2;
  private static final int MARKED = 4;
  private static final int FAILED = 8;
  private static final int RECEIPT = 16;

  private static final int ONE_FAILS_OF = 50;

  private final AtomicIntegerArray pages;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger early = new AtomicInteger();

  Ledger(int messages) {
    pages = new AtomicIntegerArray(messages);
  }

  boolean isFull() {
    return next.get() >= pages.length();
  }

  /** The number of a new message; -1 when the ledger is full. */
  int open() {
    int number = next.getAndIncrement();
    if (number >= pages.length()) {
      return -1;
    }
    note(number, SENT);
    return number;
  }

  void confirmed(int number) {
    note(number, CONFIRMED);
  }

  /**
   * A message was handed to a handler.
   *
   * @param marked as a possible duplicate, by the broker or by the sender
   */
  void received(int number, boolean marked) {
    if (marked) {
      note(number, MARKED);
    }
    pages.addAndGet(number, RECEIPT);
  }

  /** Whether a handler shall fail over it now; over some messages, and once. */
  boolean shallFail(int number) {
    return number % ONE_FAILS_OF == 0
        && !has(pages.getAndAccumulate(number, FAILED, (page, bit) -> page | bit), FAILED);
  }

  long failed() {
    return count(page -> has(page, FAILED));
  }

  void cameEarly() {
    early.incrementAndGet();
  }

  private void note(int number, int what) {
    pages.accumulateAndGet(number, what, (page, bit) -> page | bit);
  }

  private long count(IntPredicate page) {
    return IntStream.range(0, pages.length()).map(pages::get).filter(page).count();
  }

  private static boolean has(int page, int what) {
    return (page & what) != 0;
  }

  private static int receipts(int page) {
    return page / RECEIPT;
  }

  long sent() {
    return count(page -> has(page, SENT));
  }

  long confirmed() {
    return count(page -> has(page, CONFIRMED));
  }

  long received() {
    return count(page -> receipts(page) > 0);
  }

  /** Confirmed and not received. */
  long missing() {
    return count(page -> has(page, CONFIRMED) && receipts(page) == 0);
  }

  /** The first of those that are confirmed and not received. */
  int[] firstMissing(int most) {
    return IntStream.range(0, pages.length())
        .filter(number -> has(pages.get(number), CONFIRMED) && receipts(pages.get(number)) == 0)
        .limit(most)
        .toArray();
  }

  long duplicated() {
    return count(page -> receipts(page) > 1);
  }

  long duplicatedAndMarked() {
    return count(page -> receipts(page) > 1 && has(page, MARKED));
  }

  long early() {
    return early.get();
  }
}
