package io.isobar.broker;

/** The {@code config.xml} that HiveMQ reads at its start. */
final class BrokerConfigXml {

    private BrokerConfigXml() {}

    static String of(BrokerProperties properties) {
        return """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener>
                      <port>%d</port>
                      <bind-address>%s</bind-address>
                    </tcp-listener>
                  </listeners>
                  <mqtt>
                    <queued-messages>
                      <max-queue-size>%d</max-queue-size>
                      <strategy>discard</strategy>
                    </queued-messages>
                    <session-expiry>
                      <max-interval>%d</max-interval>
                    </session-expiry>
                  </mqtt>
                  <persistence>
                    <mode>%s</mode>
                  </persistence>
                  <anonymous-usage-statistics>
                    <enabled>false</enabled>
                  </anonymous-usage-statistics>
                </hivemq>
                """.formatted(
                        properties.port(),
                        properties.bindAddress(),
                        properties.queueSize(),
                        properties.sessionExpiry().toSeconds(),
                        properties.dataDir().isEmpty() ? "in-memory" : "file");
    }
}
