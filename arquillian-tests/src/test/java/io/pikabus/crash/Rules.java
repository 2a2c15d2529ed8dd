package io.pikabus.crash;

/**
 * Byteman rules that kill the server at a point of the task's way. They look for the thread that
 * performs the task, so that nothing else the server does sets them off.
 */
final class Rules {

  /** Remembers the thread that performs the task. */
  private static final String WORKER =
      """
      RULE the thread that performs the task
      CLASS io.pikabus.crash.application.Work
      METHOD perform
      AT ENTRY
      IF $1.equals("{task}")
      DO link("worker", Thread.currentThread())
      ENDRULE
      """;

  /** What the operating system says of a server that a rule has killed. */
  static final int KILLED = 86;

  private Rules() {}

  /** The transaction manager is told to commit, and has not yet asked anybody. */
  static String beforeCompletion() {
    return WORKER
        + """
        RULE before completion
        CLASS com.arjuna.ats.arjuna.coordinator.TwoPhaseCoordinator
        METHOD beforeCompletion
        AT ENTRY
        IF linked("worker") == Thread.currentThread()
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** Some messages are confirmed, the next is about to be written. */
  static String confirmed(int count) {
    return WORKER
        + """
        RULE %1$d are confirmed
        CLASS com.rabbitmq.client.impl.ChannelN
        METHOD basicPublish(String, String, boolean, boolean, AMQP$BasicProperties, byte[])
        AT ENTRY
        IF linked("worker") != null AND $2.equals("{audit}") AND incrementCounter("written") == %1$d + 1
        DO $0.waitForConfirms(20000L); killJVM({exit})
        ENDRULE
        """
            .formatted(count);
  }

  /** The datasource is about to commit. */
  static String beforeCommit() {
    return WORKER + commit("ENTRY");
  }

  /** The datasource has committed. */
  static String afterCommit() {
    return WORKER + commit("EXIT");
  }

  private static String commit(String where) {
    return """
    RULE the database commits
    CLASS org.jboss.jca.adapters.jdbc.local.LocalManagedConnection
    METHOD commit
    AT %s
    IF linked("worker") == Thread.currentThread()
    DO killJVM({exit})
    ENDRULE
    """
        .formatted(where);
  }

  /** The message that brought the task is about to be acknowledged. */
  static String beforeAcknowledgement() {
    return WORKER
        + """
        RULE the acknowledgement
        CLASS com.rabbitmq.client.impl.ChannelN
        METHOD basicAck
        AT ENTRY
        IF linked("worker") != null
        DO killJVM({exit})
        ENDRULE
        """;
  }
}
