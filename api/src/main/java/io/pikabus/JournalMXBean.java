package io.pikabus;

/**
 * The journal of a resource adapter as a management bean, in the platform's server of management
 * beans, named {@code io.pikabus:type=Journal,name=<directory>} with the directory quoted. Called
 * from any thread.
 *
 * <pre>{@code
 * for (ObjectName name : server.queryNames(new ObjectName("io.pikabus:type=Journal,*"), null)) {
 *   JournalMXBean journal = JMX.newMXBeanProxy(server, name, JournalMXBean.class);
 *   waiting += journal.getUndelivered();
 * }
 * }</pre>
 */
public interface JournalMXBean {

  /** Where it lies. */
  String getDirectory();

  /** Octets of its files. */
  long getSize();

  /** Octets of what is not over. */
  long getLiveSize();

  /**
   * Branches that are prepared, and not decided by their transaction manager. Those of transactions
   * that commit at this moment count.
   */
  int getInDoubt();

  /** Branches that are committed, and not all of which is with the broker. */
  int getUndelivered();

  /** Those of them of which neither the destination nor the error queue takes a message. */
  int getUndeliverable();

  /** Seconds since the oldest branch in doubt was prepared; 0 when there is none. */
  long getInDoubtAge();

  /** Seconds since the oldest undelivered branch was prepared; 0 when there is none. */
  long getUndeliveredAge();

  /** As {@link JournalStatus#reason}: why it does not work, or what to look at; else empty. */
  String getReason();
}
