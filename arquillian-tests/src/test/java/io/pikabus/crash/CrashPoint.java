package io.pikabus.crash;

import static io.pikabus.crash.Door.QUEUE;
import static io.pikabus.crash.Door.REQUEST;
import static io.pikabus.crash.Door.REQUEST_TO_SEND;
import static io.pikabus.crash.Mode.AFTER_COMMIT;
import static io.pikabus.crash.Mode.LOCAL;
import static io.pikabus.crash.Mode.OUTBOX;
import static io.pikabus.crash.Mode.XA;
import static io.pikabus.crash.Mode.XA_BESIDE_LOCAL;
import static io.pikabus.crash.Way.Work.PREPARED;

import java.util.EnumSet;
import java.util.Set;

/** What is killed where, and what must be found afterwards. */
enum CrashPoint {
  SENT(
      "1",
      Way.through(LOCAL, REQUEST, Rules.beforeCompletion()),
      "local: after send, before completion",
      "nothing sent, no row",
      new Outcome(0, 0, 0)),
  SOME_CONFIRMED(
      "2",
      Way.through(LOCAL, REQUEST, Rules.confirmed(Way.SOME)),
      "local: " + Way.SOME + " of " + Way.MESSAGES + " confirmed",
      "no row; " + Way.SOME + " messages out",
      new Outcome(0, Way.SOME, 0)),
  ALL_CONFIRMED(
      "3",
      Way.through(LOCAL, REQUEST, Rules.beforeCommit()),
      "local: all confirmed, before the database commits",
      "no row; " + Way.MESSAGES + " messages out",
      new Outcome(0, Way.MESSAGES, 0)),
  COMMITTED_BEFORE_PUBLISHING(
      "3a",
      Way.through(AFTER_COMMIT, REQUEST, Rules.afterCommit()),
      "local, after-commit: committed, before publishing",
      "the messages are lost",
      new Outcome(1, 0, 0)),
  HANDLED(
      "4",
      Way.through(LOCAL, QUEUE, Rules.beforeAcknowledgement()),
      "local: committed, before the incoming ack",
      "delivered and done again",
      new Outcome(2, 2 * Way.MESSAGES, 0)),
  HANDLED_BEFORE_PUBLISHING(
      "4a",
      Way.through(AFTER_COMMIT, QUEUE, Rules.afterCommit()),
      "local, after-commit, in a handler: committed, before publishing",
      "delivered and done again",
      new Outcome(2, Way.MESSAGES, 0)),
  STORED(
      "5",
      Way.through(OUTBOX, REQUEST, Rules.beforeCommit()),
      "outbox: rows inserted, before commit",
      "nothing sent, no row",
      new Outcome(0, 0, 0)),
  COMMITTED(
      "6",
      Way.through(OUTBOX, REQUEST, Rules.afterCommit()),
      "outbox: committed, before publish",
      "all sent, once",
      new Outcome(1, Way.MESSAGES, 0)),
  COMMITTED_ON_ONE_OF_TWO(
      "6a",
      Way.besideAnother(OUTBOX, Rules.afterCommit()),
      "outbox, two servers: committed, before publish; the server stays dead",
      "the other one sends all, once",
      new Outcome(1, Way.MESSAGES, 0)),
  PUBLISHED(
      "7",
      Way.through(OUTBOX, REQUEST, Rules.published(Way.MESSAGES)),
      "outbox: published, before the confirms are heard",
      "all arrive, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.MESSAGES)),
  CONFIRMED(
      "7a",
      Way.through(OUTBOX, REQUEST, Rules.beforeDeletion()),
      "outbox: confirmed, before the rows are deleted",
      "all arrive, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.MESSAGES)),
  LOCKED(
      "8",
      Way.takenUp(OUTBOX, Rules.afterCommit(), Rules.locked()),
      "outbox, two servers: as 6a, and the other one holding the locks",
      "another server sends all, once",
      new Outcome(1, Way.MESSAGES, 0)),
  RELAYED(
      "8a",
      Way.takenUp(OUTBOX, Rules.afterCommit(), Rules.relayed(Way.SOME)),
      "outbox, two servers: as 6a, and the other one with %d of %d confirmed"
          .formatted(Way.SOME, Way.MESSAGES),
      "another server sends all, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.SOME)),
  RECORDED(
      "9",
      Way.through(OUTBOX, QUEUE, Rules.afterCommit()),
      "outbox and inbox: committed, before publish and ack",
      "second delivery skipped, all sent, once",
      new Outcome(1, Way.MESSAGES, 0)),
  RECORDED_AND_CONFIRMED(
      "9a",
      Way.through(OUTBOX, QUEUE, Rules.beforeAcknowledgementAndDeletion()),
      "outbox and inbox: committed and confirmed, before the ack",
      "second delivery skipped, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.MESSAGES)),
  UNHEARD(
      "10",
      Way.killingTheBroker(OUTBOX, Rules.unheard(Way.MESSAGES)),
      "outbox: the broker, between publish and confirm",
      "sent again, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.MESSAGES)),
  TORN(
      "11",
      Way.through(XA, REQUEST, XaRules.torn()).leaving(PREPARED),
      "xa: PREPARE torn before its fsync",
      "rolled back everywhere",
      new Outcome(0, 0, 0)),
  ALL_PREPARED(
      "12",
      Way.withBroker(XA, REQUEST, XaRules.prepared()).leaving(PREPARED),
      "xa: prepared, before the manager's log; the broker too",
      "recovery rolls back, nothing sent",
      new Outcome(0, 0, 0)),
  DECIDED(
      "13",
      Way.through(XA, REQUEST, XaRules.decided()).leaving(PREPARED),
      "xa: decision logged, before any commit",
      "both commit, sent once",
      new Outcome(1, Way.MESSAGES, 0)),
  HALF_COMMITTED(
      "14",
      Way.withBroker(XA, REQUEST, XaRules.halfCommitted()).leaving(Way.Work.COMMITTED),
      "xa: database committed, ours not; the broker too",
      "recovered, sent once",
      new Outcome(1, Way.MESSAGES, 0)),
  COMMITTED_WITHOUT_BROKER(
      "15",
      Way.withoutBroker(XA, REQUEST, XaRules.bothCommitted()).leaving(Way.Work.COMMITTED),
      "xa, the broker away: COMMIT on the disk, before publish",
      "sent when the broker is back, once",
      new Outcome(1, Way.MESSAGES, 0)),
  UNRECORDED(
      "16",
      Way.withBroker(XA, REQUEST, Rules.published(Way.MESSAGES)).leaving(Way.Work.COMMITTED),
      "xa: published, before DONE; the broker too",
      "sent again, duplicates marked",
      new Outcome(1, Way.MESSAGES, Way.MESSAGES)),
  BOTH_COMMITTED(
      "17",
      Way.through(XA, REQUEST, XaRules.bothCommitted()).leaving(Way.Work.COMMITTED),
      "xa: after DONE, before the manager forgets",
      "not sent again",
      new Outcome(1, Way.MESSAGES, 0)),
  ONE_PHASE(
      "18",
      Way.withBroker(XA, REQUEST_TO_SEND, Rules.confirmed(Way.SOME)),
      "xa, one-phase: %d of %d confirmed; the broker too".formatted(Way.SOME, Way.MESSAGES),
      "all arrive, duplicates marked",
      new Outcome(0, Way.MESSAGES, Way.SOME)),
  ONE_PHASE_WITHOUT_BROKER(
      "18a",
      Way.withoutBroker(XA, REQUEST_TO_SEND, XaRules.committedInOnePhase()),
      "xa, one-phase, the broker away: committed, before publish",
      "sent when the broker is back, once",
      new Outcome(0, Way.MESSAGES, 0)),
  ROLLBACK_LOST(
      "19",
      Way.recovered(XA, XaRules.prepared(), XaRules.rollingBack()).leaving(PREPARED),
      "xa: as 12, and again before recovery has written ROLLBACK",
      "rolled back again",
      new Outcome(0, 0, 0)),
  RECOVERING(
      "20",
      Way.recovered(XA, XaRules.decided(), XaRules.recommitted()).leaving(PREPARED),
      "xa: as 13, and again when recovery has forced COMMIT",
      "both commit, sent once",
      new Outcome(1, Way.MESSAGES, 0)),
  LAST_RESOURCE(
      "21",
      Way.through(XA_BESIDE_LOCAL, REQUEST, Rules.afterCommit()).leaving(Way.Work.COMMITTED),
      "xa, a datasource that is not: it has committed, before the manager's log",
      "the messages are lost",
      new Outcome(1, 0, 0));

  /** At which Open Liberty is killed. */
  private static final Set<CrashPoint> ON_LIBERTY =
      EnumSet.of(
          STORED,
          COMMITTED,
          PUBLISHED,
          RECORDED,
          ALL_PREPARED,
          DECIDED,
          HALF_COMMITTED,
          COMMITTED_WITHOUT_BROKER,
          UNRECORDED,
          BOTH_COMMITTED,
          ONE_PHASE,
          ONE_PHASE_WITHOUT_BROKER);

  /** Of those with the resource adapter: what takes long, and hardly ever breaks. */
  private static final Set<CrashPoint> RARE =
      EnumSet.of(
          TORN,
          ALL_PREPARED,
          COMMITTED_WITHOUT_BROKER,
          BOTH_COMMITTED,
          ONE_PHASE_WITHOUT_BROKER,
          ROLLBACK_LOST,
          RECOVERING,
          LAST_RESOURCE);

  final String number;
  final Way way;
  final String killedAt;
  final String expected;
  final Outcome outcome;

  CrashPoint(String number, Way way, String killedAt, String expected, Outcome outcome) {
    this.number = number;
    this.way = way;
    this.killedAt = killedAt;
    this.expected = expected;
    this.outcome = outcome;
  }

  /** At which a server is killed. */
  static Set<CrashPoint> on(Server server) {
    return switch (server) {
      case WILDFLY -> EnumSet.allOf(CrashPoint.class);
      case LIBERTY -> ON_LIBERTY;
    };
  }

  /** Whether it is played there only when there is time: a usual one is played on one server. */
  boolean isRareOn(Server server) {
    return RARE.contains(this) || (server == Server.WILDFLY && ON_LIBERTY.contains(this));
  }

  @Override
  public String toString() {
    return number + " " + killedAt;
  }
}
