package io.pikabus.messaging;

import io.pikabus.config.OutgoingSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorFactory;
import org.eclipse.microprofile.reactive.messaging.spi.IncomingConnectorFactory;
import org.eclipse.microprofile.reactive.messaging.spi.OutgoingConnectorFactory;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;

/** The connector {@code pikabus} of MicroProfile Reactive Messaging. */
@ApplicationScoped
@Connector(ChannelConfiguration.CONNECTOR)
public class PikaBusConnector implements IncomingConnectorFactory, OutgoingConnectorFactory {

  @Inject BusRuntime runtime;
  @Inject BeanManager beans;

  @Override
  public PublisherBuilder<? extends Message<?>> getPublisherBuilder(Config config) {
    DeploymentCheck check = beans.getExtension(DeploymentCheck.class);
    if (check.hasFailed()) {
      return ReactiveStreams.<Message<?>>empty();
    }
    String channel = config.getValue(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, String.class);
    return ReactiveStreams.fromPublisher(
        runtime.channel(
            channel,
            ChannelConfiguration.incoming(channel, config),
            check.consumer(channel),
            check.queues().of(channel)));
  }

  @Override
  public SubscriberBuilder<? extends Message<?>, Void> getSubscriberBuilder(Config config) {
    DeploymentCheck check = beans.getExtension(DeploymentCheck.class);
    if (check.hasFailed()) {
      return ReactiveStreams.<Message<?>>builder().ignore();
    }
    String channel = config.getValue(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, String.class);
    OutgoingSettings settings = ChannelConfiguration.outgoing(channel, config);
    runtime.sendsWith(channel, settings);
    Optional<PacedDemand> paced =
        check
            .generator(channel)
            .map(method -> new PacedDemand(channel, method.module(), runtime.engine().threads()));
    paced.ifPresent(runtime::add);
    return ReactiveStreams.fromSubscriber(
        new OutgoingChannel(channel, settings, runtime.engine(), paced.orElse(null)));
  }
}
