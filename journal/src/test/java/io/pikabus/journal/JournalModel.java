package io.pikabus.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a journal should know.
 *
 * @param prepared seeds of the octets, by branch
 * @param committed the same, in the order of commits
 */
record JournalModel(Map<Integer, Integer> prepared, Map<Integer, Integer> committed) {

  static final JournalModel EMPTY = new JournalModel(Map.of(), Map.of());

  /** What can happen to a branch. */
  enum Step {
    PREPARE,
    COMMIT,
    ONE_PHASE,
    ROLL_BACK,
    DONE;

    boolean isForced() {
      return this == PREPARE || this == COMMIT || this == ONE_PHASE;
    }
  }

  boolean allows(Step step, int branch) {
    return switch (step) {
      case PREPARE, ONE_PHASE -> !prepared.containsKey(branch) && !committed.containsKey(branch);
      case COMMIT, ROLL_BACK -> prepared.containsKey(branch);
      case DONE -> prepared.containsKey(branch) || committed.containsKey(branch);
    };
  }

  JournalModel after(Step step, int branch, int seed) {
    Map<Integer, Integer> nextPrepared = new TreeMap<>(prepared);
    Map<Integer, Integer> nextCommitted = new LinkedHashMap<>(committed);
    switch (step) {
      case PREPARE -> nextPrepared.put(branch, seed);
      case ONE_PHASE -> nextCommitted.put(branch, seed);
      case COMMIT -> nextCommitted.put(branch, nextPrepared.remove(branch));
      case ROLL_BACK -> nextPrepared.remove(branch);
      case DONE -> {
        nextPrepared.remove(branch);
        nextCommitted.remove(branch);
      }
    }
    return new JournalModel(nextPrepared, nextCommitted);
  }

  /** Every state that a cut in the middle of the step may leave. */
  List<JournalModel> during(Step step, int branch, int seed) {
    List<JournalModel> states = new ArrayList<>();
    if (step == Step.ONE_PHASE) {
      states.add(after(Step.PREPARE, branch, seed));
    }
    states.add(after(step, branch, seed));
    return states;
  }

  static void carryOut(Journal journal, Step step, int branch, int seed) throws JournalException {
    switch (step) {
      case PREPARE -> journal.prepare(id(branch), octets(seed));
      case ONE_PHASE -> journal.commitInOnePhase(id(branch), octets(seed));
      case COMMIT -> journal.commit(id(branch));
      case ROLL_BACK -> journal.rollBack(id(branch));
      case DONE -> journal.done(id(branch));
    }
  }

  /** What a journal knows, in terms of the model; 0 as the seed of octets that nobody wrote. */
  static JournalModel of(Journal journal) throws JournalException {
    Map<Integer, Integer> prepared = new TreeMap<>();
    for (BranchId branch : journal.recover()) {
      prepared.put(number(branch), seed(journal.octets(branch)));
    }
    Map<Integer, Integer> committed = new LinkedHashMap<>();
    for (Journal.Undelivered each : journal.undelivered()) {
      committed.put(number(each.branch()), seed(journal.octets(each.branch())));
    }
    return new JournalModel(prepared, committed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JournalModel that
        && prepared.equals(that.prepared)
        && List.copyOf(committed.entrySet()).equals(List.copyOf(that.committed.entrySet()));
  }

  @Override
  public int hashCode() {
    return prepared.hashCode() + committed.hashCode();
  }

  static BranchId id(int branch) {
    return BranchId.of(0x706b, ("global " + branch).getBytes(US_ASCII), new byte[] {1});
  }

  private static int number(BranchId branch) {
    return Integer.parseInt(
        new String(branch.getGlobalTransactionId(), US_ASCII).substring("global ".length()));
  }

  /** From none to some 1500, of noise, zeros, or something like a frame. */
  static byte[] octets(int seed) {
    Random random = new Random(seed);
    byte[] octets = new byte[4 + random.nextInt(random.nextInt(1500) + 1)];
    switch (random.nextInt(3)) {
      case 0 -> random.nextBytes(octets);
      case 1 -> Arrays.fill(octets, (byte) 0);
      default -> {
        for (int i = 0; i < octets.length; i++) {
          octets[i] = (byte) (i % 4 == 3 ? random.nextInt(64) : 0);
        }
      }
    }
    octets[0] = (byte) (seed >>> 24);
    octets[1] = (byte) (seed >>> 16);
    octets[2] = (byte) (seed >>> 8);
    octets[3] = (byte) seed;
    return octets;
  }

  private static int seed(byte[] octets) {
    int seed =
        octets.length < 4
            ? 0
            : (octets[0] & 255) << 24
                | (octets[1] & 255) << 16
                | (octets[2] & 255) << 8
                | octets[3] & 255;
    return Arrays.equals(octets, octets(seed)) ? seed : 0;
  }
}
