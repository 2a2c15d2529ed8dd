package io.pikabus.crash;

/**
 * Byteman rules that kill the server at a point of the task's way. They look for the thread that
 * performs the task, so that nothing else the server does sets them off. What is named differently
 * in each server stands in braces until {@link Server#named} fills it in.
 */
final class Rules {

  /** Remembers the thread that performs the task. */
  static final String WORKER =
      """
      RULE the thread that performs the task
      CLASS {work}
      METHOD perform
      AT ENTRY
      IF $1.equals("{task}")
      DO link("worker", Thread.currentThread())
      ENDRULE
      """;

  /** Where the transaction manager tells the synchronizations that it will commit. */
  static final String BEFORE_COMPLETION = "{before completion}";

  /** Where the datasource commits a local transaction. */
  static final String COMMIT = "{commit}";

  /** Where the datasource prepares a statement. */
  static final String PREPARE_STATEMENT = "{prepare statement}";

  /** What the operating system says of a server that a rule has killed. */
  static final int KILLED = 86;

  /** The messages of a transaction leave together; a rule that waits among them lets them go. */
  private static final String FRAMES =
      "BIND connection:com.rabbitmq.client.impl.AMQConnection = $0.getConnection();"
          + " frames:io.pikabus.rabbitmq.CorkedFrames = connection.getFrameHandler()";

  private Rules() {}

  /** The transaction manager is told to commit, and has not yet asked anybody. */
  static String beforeCompletion() {
    return WORKER
        + """
        RULE before completion
        {before completion}
        AT ENTRY
        IF linked("worker") == Thread.currentThread()
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** Some of the task's messages are confirmed, the next is about to be written. */
  static String confirmed(int count) {
    return WORKER + writing(count, "linked(\"worker\") != null");
  }

  /**
   * As {@link #confirmed}, on a server that did not perform the task, but found its messages in the
   * outbox.
   */
  static String relayed(int count) {
    return writing(count, "TRUE");
  }

  private static String writing(int count, String condition) {
    return """
    RULE %1$d are confirmed
    CLASS com.rabbitmq.client.impl.ChannelN
    METHOD basicPublish(String, String, boolean, boolean, AMQP$BasicProperties, byte[])
    AT ENTRY
    %3$s
    IF %2$s AND $2.equals("{audit}") AND incrementCounter("written") == %1$d + 1
    DO frames.flush(); $0.waitForConfirms(20000L); killJVM({exit})
    ENDRULE
    """
        .formatted(count, condition, FRAMES);
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
    {commit}
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

  /** As {@link #beforeAcknowledgement}, and what was sent is not yet deleted from the outbox. */
  static String beforeAcknowledgementAndDeletion() {
    return beforeAcknowledgement()
        + """
        RULE the outbox is not cleared
        {prepare statement}
        AT ENTRY
        IF linked("worker") != null AND $1.startsWith("DELETE FROM pikabus_outbox")
        DO waitFor("the end")
        ENDRULE
        """;
  }

  /** The broker has all messages, and its confirms do not reach the connector. */
  static String published(int count) {
    return WORKER + UNHEARD + written(count, "$0.waitForConfirms(20000L); killJVM({exit})");
  }

  /** As {@link #published}, and the server lives on. A file says that it is so. */
  static String unheard(int count) {
    return WORKER
        + UNHEARD
        + written(
            count,
            """
            $0.waitForConfirms(20000L); openTrace("file", "{file}"); closeTrace("file")""");
  }

  private static final String UNHEARD =
      """
      RULE confirms are not heard
      CLASS com.rabbitmq.client.impl.ChannelN
      METHOD callConfirmListeners(Command, AMQImpl$Basic$Ack)
      AT ENTRY
      IF linked("worker") != null
      DO RETURN
      ENDRULE
      """;

  private static String written(int count, String action) {
    return """
    RULE %1$d are written
    CLASS com.rabbitmq.client.impl.ChannelN
    METHOD basicPublish(String, String, boolean, boolean, AMQP$BasicProperties, byte[])
    AT EXIT
    %3$s
    IF linked("worker") != null AND $2.equals("{audit}") AND incrementCounter("written") == %1$d
    DO frames.flush(); %2$s
    ENDRULE
    """
        .formatted(count, action, FRAMES);
  }

  /** All messages are confirmed, and are about to be deleted from the outbox. */
  static String beforeDeletion() {
    return WORKER
        + """
        RULE the outbox is cleared
        {prepare statement}
        AT ENTRY
        IF linked("worker") != null AND $1.startsWith("DELETE FROM pikabus_outbox")
        DO killJVM({exit})
        ENDRULE
        """;
  }

  /** Rows of another server are locked, to be taken up. */
  static String locked() {
    return """
    RULE rows are locked
    {prepare statement}
    AT ENTRY
    IF $1.startsWith("UPDATE pikabus_outbox SET lease_until")
    DO killJVM({exit})
    ENDRULE
    """;
  }
}
