package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import jakarta.resource.NotSupportedException;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Jakarta Connectors asks of connections, call by call ({@code docs/jca-rules.md}). */
class ConnectionContractTest {

  @TempDir Path journal;

  private final String queue = Outage.unique("contract");
  private Node node;
  private PikaBusManagedConnectionFactory factory;

  @BeforeEach
  void begin() throws Exception {
    node = Node.start(Broker.shared().uri(), journal);
    factory = node.factory();
  }

  @AfterEach
  void end() {
    node.close();
  }

  /** Notes what it hears. */
  private static final class Listener implements ConnectionEventListener {
    final List<ConnectionEvent> closed = new ArrayList<>();
    final List<ConnectionEvent> others = new ArrayList<>();

    @Override
    public void connectionClosed(ConnectionEvent event) {
      closed.add(event);
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {
      others.add(event);
    }

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {
      others.add(event);
    }

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {
      others.add(event);
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      others.add(event);
    }
  }

  private Subject subject(String user, ManagedConnectionFactory of) {
    PasswordCredential credential = new PasswordCredential(user, "secret".toCharArray());
    credential.setManagedConnectionFactory(of);
    return new Subject(true, Set.of(), Set.of(), Set.of(credential));
  }

  private ManagedConnection made() throws ResourceException {
    return factory.createManagedConnection(null, null);
  }

  private static PikaBusConnection handle(ManagedConnection of) throws ResourceException {
    return (PikaBusConnection) of.getConnection(null, null);
  }

  @Test
  void a_connection_factory_asks_the_container_on_the_callers_thread_and_says_who_connects()
      throws Exception {
    List<Object> asked = new ArrayList<>();
    ConnectionManager manager =
        new ConnectionManager() {
          private static final long serialVersionUID = 1;

          @Override
          public Object allocateConnection(
              ManagedConnectionFactory from, ConnectionRequestInfo request)
              throws ResourceException {
            asked.add(Thread.currentThread());
            asked.add(from);
            asked.add(request);
            return made().getConnection(null, null);
          }
        };
    PikaBusConnectionFactory connections = factory.createConnectionFactory(manager);
    connections.connect().close();
    connections.connect("anna", "secret").close();
    connections.connect("anna", "secret").close();
    connections.connect("anna", "other").close();
    assertThat(asked).element(0).isSameAs(Thread.currentThread());
    assertThat(asked).element(1).isSameAs(factory);
    assertThat(asked.get(5)).isEqualTo(asked.get(8)).hasSameHashCodeAs(asked.get(8));
    assertThat(asked.get(5)).isNotEqualTo(asked.get(2)).isNotEqualTo(asked.get(11));
    assertThat(asked.get(5).toString()).contains("anna").doesNotContain("secret");
  }

  @Test
  void a_connection_factory_can_be_stored_in_a_directory() throws Exception {
    PikaBusConnectionFactory connections = factory.createConnectionFactory(new Unserved());
    assertThat(connections).isInstanceOf(Serializable.class).isInstanceOf(Referenceable.class);
    Referenceable referenceable = (Referenceable) connections;
    assertThatThrownBy(referenceable::getReference).isInstanceOf(NamingException.class);
    Reference reference = new Reference(PikaBusConnectionFactory.class.getName());
    referenceable.setReference(reference);
    assertThat(referenceable.getReference()).isSameAs(reference);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatNoException().isThrownBy(() -> out.writeObject(connections));
    }
  }

  /** Of a container that has no connection. */
  private static final class Unserved implements ConnectionManager {
    private static final long serialVersionUID = 1;

    @Override
    public Object allocateConnection(ManagedConnectionFactory from, ConnectionRequestInfo request)
        throws ResourceException {
      throw new ResourceException("The pool is empty.");
    }
  }

  @Test
  void a_container_that_has_no_connection_is_told_of_by_an_exception_of_the_bus() {
    assertThatThrownBy(() -> factory.createConnectionFactory(new Unserved()).connect())
        .isInstanceOf(io.pikabus.UnavailableException.class)
        .hasMessageContaining("The pool is empty.");
  }

  @Test
  void without_a_container_there_are_no_connections() {
    assertThatThrownBy(() -> factory.createConnectionFactory())
        .isInstanceOf(NotSupportedException.class)
        .hasMessageContaining("PikaBus.connect");
  }

  @Test
  void factories_are_equal_by_their_configuration_and_adapter() throws Exception {
    PikaBusManagedConnectionFactory same = new PikaBusManagedConnectionFactory();
    same.setResourceAdapter(node.adapter());
    assertThat(same).isEqualTo(factory).hasSameHashCodeAs(factory);
    same.setUsername("anna");
    assertThat(same).isNotEqualTo(factory);
    assertThat(new PikaBusManagedConnectionFactory()).isNotEqualTo(factory);
    assertThat(made()).isNotEqualTo(made());
  }

  @Test
  void a_factory_belongs_to_an_adapter_of_ours() {
    PikaBusManagedConnectionFactory alone = new PikaBusManagedConnectionFactory();
    assertThatThrownBy(() -> alone.createManagedConnection(null, null))
        .isInstanceOf(ResourceAdapterInternalException.class);
    assertThatThrownBy(() -> alone.setResourceAdapter(null))
        .isInstanceOf(ResourceAdapterInternalException.class);
    assertThat(alone.getResourceAdapter()).isNull();
  }

  @Test
  void a_factory_that_is_wrongly_configured_makes_no_connection() {
    factory.setConfirmTimeout("soon");
    factory.setMandatory("perhaps");
    assertThatThrownBy(this::made)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("confirmTimeout")
        .hasMessageContaining("mandatory");
  }

  @Test
  void a_connection_is_matched_by_its_user() throws Exception {
    ManagedConnection own = made();
    ManagedConnection annas = factory.createManagedConnection(subject("anna", factory), null);
    Set<ManagedConnection> both = Set.of(own, annas);
    assertThat(factory.matchManagedConnections(both, null, null)).isSameAs(own);
    assertThat(factory.matchManagedConnections(both, subject("anna", factory), null))
        .isSameAs(annas);
    assertThat(factory.matchManagedConnections(both, subject("berta", factory), null)).isNull();
    assertThat(factory.matchManagedConnections(Set.of(), null, null)).isNull();
  }

  @Test
  void a_connection_does_not_change_its_user() throws Exception {
    ManagedConnection own = made();
    assertThatThrownBy(() -> own.getConnection(subject("anna", factory), null))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("anna")
        .hasMessageNotContaining("secret");
    ManagedConnection annas = factory.createManagedConnection(subject("anna", factory), null);
    assertThatThrownBy(() -> annas.getConnection(null, null)).isInstanceOf(SecurityException.class);
    assertThat(annas.getConnection(subject("anna", factory), null)).isNotNull();
    assertThat(annas.getMetaData().getUserName()).isEqualTo("anna");
  }

  @Test
  void a_credential_of_another_factory_is_none() throws Exception {
    PikaBusManagedConnectionFactory other = new PikaBusManagedConnectionFactory();
    ManagedConnection made = factory.createManagedConnection(subject("anna", other), null);
    assertThat(made.getMetaData().getUserName()).isEqualTo(made().getMetaData().getUserName());
  }

  @Test
  void recovery_gets_a_resource_without_a_request() throws Exception {
    ManagedConnection made = factory.createManagedConnection(subject("anna", factory), null);
    assertThat(made.getXAResource().recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
        .isEmpty();
  }

  @Test
  void all_handles_of_a_connection_live_until_it_is_cleaned_up() throws Exception {
    ManagedConnection made = made();
    PikaBusConnection first = handle(made);
    PikaBusConnection second = handle(made);
    first.declareQueue(queue);
    second.send(queue, "by the second");
    first.send(queue, "by the first");
    assertThat(second.messageCount(queue)).isEqualTo(2);
    made.cleanup();
    made.cleanup();
    for (PikaBusConnection gone : List.of(first, second)) {
      assertThatThrownBy(() -> gone.send(queue, "late")).isInstanceOf(IllegalStateException.class);
    }
    PikaBusConnection next = handle(made);
    next.send(queue, "by the next");
    assertThat(next.messageCount(queue)).isEqualTo(3);
  }

  @Test
  void nothing_comes_of_a_connection_that_is_destroyed() throws Exception {
    ManagedConnection made = made();
    PikaBusConnection handle = handle(made);
    made.destroy();
    assertThatThrownBy(() -> handle.send(queue, "late")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> made.getConnection(null, null))
        .isInstanceOf(ResourceAdapterInternalException.class);
  }

  @Test
  void every_listener_hears_once_that_a_handle_is_closed() throws Exception {
    ManagedConnection made = made();
    Listener listener = new Listener();
    Listener removed = new Listener();
    made.addConnectionEventListener(listener);
    made.addConnectionEventListener(removed);
    PikaBusConnection first = handle(made);
    PikaBusConnection second = handle(made);
    first.close();
    first.close();
    made.removeConnectionEventListener(removed);
    second.close();
    assertThat(removed.closed).hasSize(1);
    assertThat(listener.closed)
        .extracting(ConnectionEvent::getConnectionHandle)
        .containsExactly(first, second);
    assertThat(listener.closed)
        .allMatch(event -> event.getSource() == made)
        .allMatch(event -> event.getId() == ConnectionEvent.CONNECTION_CLOSED);
    assertThat(listener.others).isEmpty();
  }

  @Test
  void a_handle_moves_to_another_connection() throws Exception {
    ManagedConnection before = made();
    ManagedConnection after = made();
    Listener heard = new Listener();
    after.addConnectionEventListener(heard);
    PikaBusConnection handle = handle(before);
    handle.declareQueue(queue);
    after.associateConnection(handle);
    before.cleanup();
    handle.send(queue, "still there");
    assertThat(handle.messageCount(queue)).isOne();
    handle.close();
    assertThat(heard.closed).hasSize(1);
    assertThatThrownBy(() -> after.associateConnection("no handle"))
        .isInstanceOf(ResourceAdapterInternalException.class);
  }

  @Test
  void all_connections_are_of_one_resource_manager() throws Exception {
    ManagedConnection made = made();
    assertThat(made.getXAResource()).isSameAs(made.getXAResource());
    assertThat(made.getXAResource().isSameRM(made().getXAResource())).isTrue();
  }

  @Test
  void a_local_transaction_sends_at_its_commit_and_nothing_after_a_rollback() throws Exception {
    ManagedConnection made = made();
    LocalTransaction local = made.getLocalTransaction();
    PikaBusConnection handle = handle(made);
    handle.declareQueue(queue);
    local.begin();
    handle.send(queue, "committed");
    assertThat(handle.messageCount(queue)).isZero();
    local.commit();
    await("the message").until(() -> handle.messageCount(queue) == 1);

    local.begin();
    handle.send(queue, "rolled back");
    local.rollback();
    local.begin();
    handle.send(queue, "left open");
    made.cleanup();

    PikaBusConnection another = handle(made);
    another.send(queue, "outside");
    assertThat(another.messageCount(queue)).isEqualTo(2);
  }

  @Test
  void a_local_transaction_begins_once_before_it_ends() throws Exception {
    LocalTransaction local = made().getLocalTransaction();
    assertThatThrownBy(local::commit).isInstanceOf(LocalTransactionException.class);
    assertThatThrownBy(local::rollback).isInstanceOf(LocalTransactionException.class);
    local.begin();
    assertThatThrownBy(local::begin).isInstanceOf(LocalTransactionException.class);
    local.commit();
    local.begin();
    local.rollback();
  }

  @Test
  void it_says_to_what_it_is_connected() throws Exception {
    assertThat(made().getMetaData().getEISProductName()).isEqualTo("RabbitMQ");
    assertThat(made().getMetaData().getMaxConnections()).isZero();
    assertThat(made().getMetaData().getUserName())
        .isEqualTo(Broker.shared().uri().getUserInfo().split(":")[0]);
  }

  @Test
  void a_connection_begins_with_the_log_writer_of_its_factory() throws Exception {
    assertThat(factory.getLogWriter()).isNull();
    assertThat(made().getLogWriter()).isNull();
    PrintWriter writer = new PrintWriter(new StringWriter());
    factory.setLogWriter(writer);
    ManagedConnection made = made();
    assertThat(made.getLogWriter()).isSameAs(writer);
    made.setLogWriter(null);
    assertThat(made.getLogWriter()).isNull();
    assertThat(factory.getLogWriter()).isSameAs(writer);
  }

  @Test
  void no_connection_becomes_invalid_with_the_broker() throws Exception {
    assertThat(factory.getInvalidConnections(Set.of(made()))).isEmpty();
  }
}
