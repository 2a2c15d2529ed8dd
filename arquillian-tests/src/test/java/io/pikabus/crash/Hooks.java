package io.pikabus.crash;

import java.util.Map;

/** Where each server does what rules are about, in Byteman's words. */
enum Hooks {
  /** Narayana and IronJacamar. */
  WILDFLY(
      Map.of(
          Rules.BEFORE_COMPLETION,
          """
          CLASS com.arjuna.ats.arjuna.coordinator.TwoPhaseCoordinator
          METHOD beforeCompletion""",
          Rules.COMMIT,
          """
          CLASS org.jboss.jca.adapters.jdbc.local.LocalManagedConnection
          METHOD commit""",
          Rules.PREPARE_STATEMENT,
          """
          CLASS org.jboss.jca.adapters.jdbc.WrappedConnection
          METHOD prepareStatement(String)""",
          XaRules.WRITE_DECISION,
          """
          CLASS com.arjuna.ats.internal.arjuna.objectstore.FileSystemStore
          METHOD write_committed
          AT ENTRY""",
          XaRules.DECIDED,
          """
          CLASS com.arjuna.ats.arjuna.coordinator.BasicAction
          METHOD phase2Commit
          AT ENTRY""",
          XaRules.COMMIT_BRANCH,
          """
          CLASS com.arjuna.ats.internal.jta.resources.arjunacore.XAResourceRecord
          METHOD topLevelCommit""",
          XaRules.COMMIT_ONE_PHASE,
          // Byteman cannot change XAResourceRecord.topLevelOnePhaseCommit, which has a switch.
          """
          CLASS org.jboss.jca.core.tx.jbossts.XAResourceWrapperImpl
          METHOD commit""",
          XaRules.ROLL_BACK_UNKNOWN,
          """
          CLASS org.jboss.jca.core.tx.jbossts.XAResourceWrapperImpl
          METHOD rollback""")),

  /** What came from WebSphere. */
  LIBERTY(
      Map.of(
          Rules.BEFORE_COMPLETION,
          """
          CLASS com.ibm.tx.jta.impl.RegisteredSyncs
          METHOD distributeBefore""",
          Rules.COMMIT,
          """
          CLASS com.ibm.ws.rsadapter.impl.WSRdbSpiLocalTransactionImpl
          METHOD commit""",
          Rules.PREPARE_STATEMENT,
          """
          CLASS com.ibm.ws.rsadapter.jdbc.WSJdbcConnection
          METHOD prepareStatement(String)""",
          XaRules.WRITE_DECISION,
          """
          CLASS com.ibm.tx.jta.impl.RegisteredResources
          METHOD distributePrepare
          AT EXIT""",
          XaRules.DECIDED,
          """
          CLASS com.ibm.tx.jta.impl.RegisteredResources
          METHOD distributeCommit
          AT ENTRY""",
          XaRules.COMMIT_BRANCH,
          """
          CLASS com.ibm.tx.jta.impl.JTAXAResourceImpl
          METHOD commit""",
          XaRules.COMMIT_ONE_PHASE,
          """
          CLASS com.ibm.tx.jta.impl.JTAXAResourceImpl
          METHOD commit_one_phase""",
          XaRules.ROLL_BACK_UNKNOWN,
          """
          CLASS com.ibm.tx.jta.impl.XARecoveryData
          METHOD auditSendRollback"""));

  private final Map<String, String> places;

  Hooks(Map<String, String> places) {
    this.places = places;
  }

  static Hooks of(Server server) {
    return valueOf(server.name());
  }

  /** Rules with the names of this server's classes and methods. */
  String named(String rules) {
    String named = rules;
    for (Map.Entry<String, String> place : places.entrySet()) {
      named = named.replace(place.getKey(), place.getValue());
    }
    return named;
  }
}
